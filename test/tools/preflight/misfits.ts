import { stackModel } from "../../../infra/plan";
import type { StackModel } from "../../../infra/model-checks";
import { parseConfig, type StackConfig } from "../../../infra/settings";
import type { Answers } from "../../../tools/preflight/answers";
import type { Change, Finding } from "../../../tools/preflight/finding";
import { findings } from "../../../tools/preflight/findings";
import { merged } from "../../../tools/render/merge";
import { settingsOf, type StackName } from "../../../tools/render/render";

/** A stack's raw settings, which may be changed. */
export type Settings = Record<string, unknown>;

/** A stack's settings with some of them changed. */
export function settingsWith(stack: StackName, overrides: object = {}): Settings {
  return structuredClone(merged(settingsOf(stack), overrides)) as Settings;
}

const built = new Map<string, StackModel>();

/**
 * What a stack declares. No check reads the parts of it that depend on `network`, or on anything in `cluster` but the
 * distribution, so it is built once for all of these.
 */
function declaredBy(config: StackConfig): StackModel {
  const { cluster, network: _network, ...rest } = config;
  const key = JSON.stringify([rest, cluster.distribution]);
  const declared = built.get(key) ?? stackModel(config);
  built.set(key, declared);
  return declared;
}

/** The findings for a stack's settings and a cluster's answers. */
export function misfits(settings: Settings, answers: Answers): readonly Finding[] {
  const config = parseConfig(settings, "Pulumi.test.yaml");
  return findings({ config, declared: declaredBy(config), answers });
}

/** The settings with the changes that a finding proposes. */
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

/** One word per finding: its subject, with an exclamation mark if it fails. */
export function told(found: readonly Finding[]): readonly string[] {
  return found.map(({ about, fails }) => about + (fails ? "!" : ""));
}
