import { merged } from "../../tools/render/merge";
import type { StackName } from "../../tools/render/names";
import { NETWORK } from "../cluster/layout";
import { CORTEX_WRITE } from "../cortex/addresses";
import { BESIDE_OPERATOR } from "../operator/names";
import { HTTP_PORT as RECEIVERS_PORT } from "../receivers/addresses";
import type { LabSettings } from "./labSettings";

/** What `npm start -- --with <name>` adds to a stack, which leaves it out because it takes time and memory. */
const DEFINITIONS = {
  /** Prod sends its samples to Cortex instead of VictoriaMetrics. */
  cortex: { stack: "prod", settings: { remoteWrite: [CORTEX_WRITE] } },
  messaging: {
    stack: "dev",
    settings: {
      mongodb: {},
      kafka: {
        webhooks: {
          // The receivers, which are subscribers, too: their Service, and their pod behind it.
          ports: [443, RECEIVERS_PORT],
          trustedBlocks: [NETWORK.services, NETWORK.pods],
        },
      },
    },
  },
  operator: { stack: "dev", settings: BESIDE_OPERATOR },
} as const satisfies Record<string, { readonly stack: StackName; readonly settings: LabSettings }>;

/** An option that a stack leaves out. */
export type Extra = keyof typeof DEFINITIONS;
export const EXTRAS = Object.keys(DEFINITIONS) as readonly Extra[];

/** The stack that an extra belongs to: the other one cannot have it in the local cluster. */
export function stackOf(extra: Extra): StackName {
  return DEFINITIONS[extra].stack;
}

/** The combined settings of several extras. */
export function extraSettings(extras: readonly Extra[]): LabSettings {
  return extras.reduce<LabSettings>(
    (all, each) => merged(all, DEFINITIONS[each].settings) as LabSettings,
    {},
  );
}
