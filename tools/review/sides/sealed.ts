import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import { SEALED_FILE, type Tree } from "../model/model";
import { isRecord } from "../../record";

/**
 * Adds the digests of a stack's encrypted secrets to its tree: a rendering shows neither a secret nor that it changed.
 */
export function withSealed(tree: Tree, project: string, stack: string): Tree {
  const file = load(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8"));
  return new Map([...tree, [SEALED_FILE, JSON.stringify(Object.fromEntries(sealed(file)))]]);
}

function sealed(value: unknown, path: readonly string[] = []): readonly [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => sealed(item, [...path, String(i)]));
  if (!isRecord(value)) return [];
  if (typeof value.secure === "string" && Object.keys(value).length === 1) {
    return [[path.join("."), createHash("sha256").update(value.secure).digest("hex")]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    sealed(inner, key === "config" ? path : [...path, key.replace(/^autodealgenie:/, "")]),
  );
}
