import type { KubernetesManifest } from "../../render/objects";
import { isRecord } from "../../record";
import { omit } from "./omit";

/** An object with its variables, flags and volumes as keys and values, so that they are compared by name. */
export function keyed(object: KubernetesManifest): unknown {
  return keyedValue(object, undefined);
}

function keyedValue(value: unknown, key: string | undefined): unknown {
  if (Array.isArray(value)) {
    if (key === "env") return Object.fromEntries(value.filter(isRecord).map(variable));
    if (key === "args" && value.every((item) => typeof item === "string")) return flags(value);
    if (key === "volumeClaimTemplates") {
      return Object.fromEntries(value.filter(isRecord).map(claim));
    }
    return value.map((item) => keyedValue(item, key));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, keyedValue(inner, name)]),
  );
}

function variable(item: Readonly<Record<string, unknown>>): [string, unknown] {
  const { name, value, ...rest } = item;
  return [String(name), value ?? rest];
}

/** Flags by name. A flag without a value is true, and one that occurs several times is a list. */
function flags(args: readonly string[]): unknown {
  const values = new Map<string, string[]>();
  for (const text of args) {
    const [, name = text, value = "true"] = /^(-[^=]*)=(.*)$/s.exec(text) ?? [];
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  );
}

function claim(item: Readonly<Record<string, unknown>>): [string, unknown] {
  const metadata = item.metadata as { readonly name: string };
  return [metadata.name, { ...item, metadata: omit(metadata, "name") }];
}
