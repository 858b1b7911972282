import { nearest } from "../objects/nearest";
import { isSecretKey, NAMED_KEYS, SECRET_KEYS } from "./secrets";
import { TOP_SETTINGS } from "./settingPaths";
import type { Fault } from "./wording";

/** The project's name, before the colon of every configuration key. */
export const PROJECT = "autodealgenie";
/** The key of all settings that are not secret. */
export const SETTINGS_KEY = "monitoring";

/**
 * Keys of a stack's configuration that nothing reads, if they belong to the project or were meant to.
 *
 * @param keys all keys, as `namespace:key`
 */
export function* strayKeyFaults(keys: Iterable<string>): Iterable<Fault> {
  for (const path of keys) {
    const colon = path.indexOf(":");
    const [namespace, key] =
      colon < 0 ? [undefined, path] : [path.slice(0, colon), path.slice(colon + 1)];
    if (namespace === PROJECT) {
      if (key === SETTINGS_KEY || isSecretKey(key)) continue;
      yield { path, message: `is ignored by Pulumi and this program${belonging(key)}` };
    } else if (namespace === undefined) {
      yield {
        path,
        message: `must be a namespace and a key, separated by a colon, such as ${PROJECT}:${SETTINGS_KEY}`,
      };
    } else if (nearest(namespace, [PROJECT]) !== undefined) {
      yield {
        path,
        message: `is ignored by Pulumi and this program: did you mean ${PROJECT}:${key}?`,
      };
    }
  }
}

/** A hint at where an unknown key of the project belongs. */
function belonging(key: string): string {
  if (key.startsWith(`${SETTINGS_KEY}.`) || key.startsWith(`${SETTINGS_KEY}[`)) {
    return `: it is a path, which pulumi config set only accepts with --path: run pulumi config rm ${key}, and set it again with --path`;
  }
  if (TOP_SETTINGS.includes(key)) {
    return `: it belongs to ${PROJECT}:${SETTINGS_KEY}, as ${SETTINGS_KEY}.${key}, which you can set with pulumi config set --path`;
  }
  const settings = nearest(key, [SETTINGS_KEY, ...TOP_SETTINGS]);
  if (settings === SETTINGS_KEY) return `: did you mean ${PROJECT}:${SETTINGS_KEY}?`;
  const secret = nearest(key, [...SECRET_KEYS, ...NAMED_KEYS.map((kind) => `${kind}-<name>`)]);
  if (secret !== undefined) return `: did you mean the secret ${secret}?`;
  return settings === undefined
    ? `: the keys are ${SETTINGS_KEY} and the secrets in infra/settings/secrets.ts`
    : `: did you mean ${settings}, which belongs to ${PROJECT}:${SETTINGS_KEY}?`;
}
