import { merged } from "../../tools/render/merge";
import { NETWORK } from "../cluster/layout";
import { BESIDE_OPERATOR } from "../operator/names";
import { HTTP_PORT as RECEIVERS_PORT } from "../receivers/addresses";
import type { LabSettings } from "./stack";

/**
 * The settings for `npm start -- --with <name>`: what dev leaves out because it takes time and memory that not
 * everybody has.
 */
const SETTINGS = {
  messaging: {
    mongodb: {},
    kafka: {
      webhooks: {
        // The receivers, which are subscribers, too: their Service, and their pod behind it.
        ports: [443, RECEIVERS_PORT],
        trustedBlocks: [NETWORK.services, NETWORK.pods],
      },
    },
  },
  operator: BESIDE_OPERATOR,
} as const satisfies Record<string, LabSettings>;

/** An option of a stack that dev leaves out. */
export type Extra = keyof typeof SETTINGS;
export const EXTRAS = Object.keys(SETTINGS) as readonly Extra[];

/** The combined settings of several extras. */
export function extraSettings(extras: readonly Extra[]): LabSettings {
  return extras.reduce<LabSettings>((all, each) => merged(all, SETTINGS[each]) as LabSettings, {});
}
