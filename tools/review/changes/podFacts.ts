import type { Fact } from "../change";
import { fieldFact, shown, type FieldDiff } from "../words/fields";

/** A changed image: only the tags if the name is the same, otherwise the full names. */
export function imageFacts({ from, to }: FieldDiff): readonly Fact[] {
  const [was, is] = [imageParts(from), imageParts(to)];
  return was.repository === is.repository
    ? [{ what: was.repository, from: was.tag, to: is.tag }]
    : [{ what: "", from: shown([], from), to: shown([], to) }];
}

function imageParts(image: unknown): { readonly repository: string; readonly tag: string } {
  const text = typeof image === "string" ? image : "none";
  const [, repository = text, tag = "latest"] = /^(.+?)(?:@|:(?=[^/]+$))(.+)$/.exec(text) ?? [];
  return { repository, tag };
}

/** A changed field of a pod's volume: its size, or any other. */
export function volumeFacts(diff: FieldDiff): readonly Fact[] {
  const [, , volume = "", ...rest] = diff.path;
  if (rest.length === 0) {
    return [{ what: `${volume} ${diff.to === undefined ? "gone" : "new"}` }];
  }
  const size = rest.join(".") === "spec.resources.requests.storage";
  return fieldFact({ ...diff, path: size ? [volume] : [volume, ...rest.slice(1)] });
}

/** What happens to a workload's volumes when it is deleted. */
export function retentionFacts(diff: FieldDiff): readonly Fact[] {
  const when = RETENTION[diff.path.at(-1) ?? ""];
  return fieldFact({ ...diff, path: [when === undefined ? "volumes" : `volumes when ${when}`] });
}

const RETENTION: Readonly<Record<string, string>> = {
  whenDeleted: "it is deleted",
  whenScaled: "it has fewer pods",
};

/** A changed setting of a container: a flag, a variable, or a resource. */
export function settingFacts(diff: FieldDiff, path: readonly string[]): readonly Fact[] {
  const [list, ...rest] = path;
  const [kind = "", resource] = rest;
  if (list === "resources" && resource !== undefined) {
    return fieldFact({ ...diff, path: [`${resource} ${kind.replace(/s$/, "")}`] });
  }
  const name = rest.join(".");
  if (name.startsWith("-")) {
    if (diff.from === undefined && diff.to === "true") return [{ what: `${name} added` }];
    if (diff.from === "true" && diff.to === undefined) return [{ what: `${name} removed` }];
  }
  return fieldFact({ ...diff, path: rest.length > 0 && list !== "resources" ? rest : path });
}

interface Source {
  readonly configMap?: { readonly name: string };
  readonly serviceAccountToken?: object;
}

/** A source of a pod's files, or a key of a Secret, that exists only on one side; undefined for anything else. */
export function mountFacts({ path, from, to }: FieldDiff): readonly Fact[] | undefined {
  const [list, key] = path.slice(-2);
  const isKey = list === "items" && path.includes("secret");
  if (!(key === "sources" || isKey) || (from !== undefined && to !== undefined)) return undefined;
  const { configMap, serviceAccountToken } = (to ?? from) as Source;
  const source = configMap ? `ConfigMap ${configMap.name}` : serviceAccountToken && "its own token";
  const what = isKey ? `the secret ${key ?? ""}` : source;
  if (what === undefined) return undefined;
  return [{ what: `${from === undefined ? "also mounts" : "no longer mounts"} ${what}` }];
}
