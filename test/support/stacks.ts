import { parseConfig, type StackConfig, type StackInput } from "../../infra/settings";
import { merged, type DeepPartial } from "../../tools/render/merge";
import { settingsOf, type StackName } from "../../tools/render/render";

/** The settings of a stack's own file, with some replaced. */
export function settings(stack: StackName, overrides: DeepPartial<StackInput> = {}): StackConfig {
  return parseConfig(merged(settingsOf(stack), overrides), `Pulumi.${stack}.yaml`);
}

/** Names that a stack may use, in place of the addresses of this machine. */
const STAND_INS = {
  "127.0.0.1": "address.this-machine.internal",
  localhost: "name.this-machine.internal",
} as const;

/**
 * The same with servers on this machine's loopback interface, for programs that a test runs here. No stack may name
 * them, because they would lead a pod to itself.
 */
export function settingsHere(stack: StackName, overrides: DeepPartial<StackInput>): StackConfig {
  const pairs = Object.entries(STAND_INS);
  const named = pairs.reduce(
    (text, [here, standIn]) => text.replaceAll(here, standIn),
    JSON.stringify(overrides),
  );
  const config = JSON.stringify(settings(stack, JSON.parse(named) as typeof overrides));
  const here = pairs.reduce(
    (text, [address, standIn]) => text.replaceAll(standIn, address),
    config,
  );
  return JSON.parse(here) as StackConfig;
}
