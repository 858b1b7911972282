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

function replaced<T>(value: T, pairs: readonly (readonly [from: string, to: string])[]): T {
  const text = pairs.reduce((so, [from, to]) => so.replaceAll(from, to), JSON.stringify(value));
  return JSON.parse(text) as T;
}

/** Settings with names in place of this machine's addresses, which would lead a pod to itself: no stack may set them. */
export function withStandIns<T>(overrides: T): T {
  return replaced(overrides, Object.entries(STAND_INS));
}

/** The reverse, for what was made of such settings. */
export function withoutStandIns<T>(value: T): T {
  return replaced(
    value,
    Object.entries(STAND_INS).map(([here, standIn]) => [standIn, here]),
  );
}

/** The same with servers on this machine's loopback interface, for programs that a test runs here. */
export function settingsHere(stack: StackName, overrides: DeepPartial<StackInput>): StackConfig {
  return withoutStandIns(settings(stack, withStandIns(overrides)));
}
