import { MONITORING } from "../../infra/objects/names";
import { operatorSettings } from "../../infra/settings/operator";
import type { RenderOptions } from "../../tools/render/render";

/** Where the operator and its servers are: the loopback's addresses lead to the Services `prometheus` and `alertmanager` of this namespace. */
export const OPERATOR_NAMESPACE = MONITORING;

type Settings = NonNullable<RenderOptions["overrides"]>;

/** The name of the operator's Prometheus, and of its Alertmanager. */
export const SERVERS = { Prometheus: "prometheus", Alertmanager: "alertmanager" } as const;

/** What a stack says by default of the operator that it is beside, which the operator here is then made by. */
export const DEFAULTS = operatorSettings.parse({});

/** A stack beside the operator. Its own namespace must be another, for it is closed to all that the stack does not know. */
export const BESIDE_OPERATOR = {
  mode: "operator",
  namespaces: { monitoring: { name: "autodealgenie-monitoring" } },
} as const satisfies Settings;

/** Whether a stack that is so set has an operator beside it. */
export function isBesideOperator({ mode }: Settings): boolean {
  return mode === "operator";
}
