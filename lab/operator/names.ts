import { MONITORING } from "../../infra/objects/names";
import { operatorSettings } from "../../infra/settings/operator";
import type { RenderOptions } from "../../tools/render/render";

/**
 * The namespace of the operator and its servers. The addresses on the loopback lead to its Services `prometheus` and
 * `alertmanager`.
 */
export const OPERATOR_NAMESPACE = MONITORING;

type Settings = NonNullable<RenderOptions["overrides"]>;

/** The names of the operator's Prometheus and Alertmanager. */
export const SERVERS = { Prometheus: "prometheus", Alertmanager: "alertmanager" } as const;

/** The default settings of a stack next to an operator. The operator here is created to match them. */
export const DEFAULTS = operatorSettings.parse({});

/**
 * A stack next to the operator. It needs a different namespace, because its own is closed to everything that the stack
 * does not know.
 */
export const BESIDE_OPERATOR = {
  mode: "operator",
  namespaces: { monitoring: { name: "autodealgenie-monitoring" } },
} as const satisfies Settings;

/** Whether a stack with these settings has an operator next to it. */
export function isBesideOperator({ mode }: Settings): boolean {
  return mode === "operator";
}
