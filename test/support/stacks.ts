import { parseConfig, type StackConfig, type StackInput } from "../../infra/settings";
import { merged, type DeepPartial } from "../../tools/render/merge";
import { settingsOf, type StackName } from "../../tools/render/render";

/** The settings of a stack's own file, with some replaced. */
export function settings(stack: StackName, overrides: DeepPartial<StackInput> = {}): StackConfig {
  return parseConfig(merged(settingsOf(stack), overrides), `Pulumi.${stack}.yaml`);
}
