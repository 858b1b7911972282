import { stackModel } from "../../../infra/plan";
import type { StackModel } from "../../../infra/model-checks";
import { parseConfig, type StackConfig } from "../../../infra/settings";
import type { Answers } from "../../../tools/preflight/answers";
import type { Change, Finding } from "../../../tools/preflight/finding";
import { findings } from "../../../tools/preflight/findings";
import { merged } from "../../../tools/render/merge";
import { settingsOf, type StackName } from "../../../tools/render/render";

/** A stack's settings as its file has them, which may be changed. */
export type Settings = Record<string, unknown>;

export function settingsWith(stack: StackName, overrides: object = {}): Settings {
  return structuredClone(merged(settingsOf(stack), overrides)) as Settings;
}

const built = new Map<string, StackModel>();

/**
 * What a stack declares. Of that no check reads what `network` changes, nor what `cluster` does but by its distribution,
 * and so it is built once for all of these.
 */
function declaredBy(config: StackConfig): StackModel {
  const { cluster, network: _network, ...rest } = config;
  const key = JSON.stringify([rest, cluster.distribution]);
  const declared = built.get(key) ?? stackModel(config);
  built.set(key, declared);
  return declared;
}

/** By which a stack does not fit a cluster. */
export function misfits(settings: Settings, answers: Answers): readonly Finding[] {
  const config = parseConfig(settings, "Pulumi.test.yaml");
  return findings({ config, declared: declaredBy(config), answers });
}

/** The same settings with what a finding says set. */
export function changed(settings: Settings, changes: readonly Change[]): Settings {
  const result = structuredClone(settings);
  for (const { path, value } of changes) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let section = result;
    for (const key of keys) section = (section[key] ??= {}) as Settings;
    if (value === undefined) Reflect.deleteProperty(section, last);
    else section[last] = structuredClone(value);
  }
  return result;
}

/** In one word each: what it is about, and an exclamation mark where it fails. */
export function told(found: readonly Finding[]): readonly string[] {
  return found.map(({ about, fails }) => about + (fails ? "!" : ""));
}
