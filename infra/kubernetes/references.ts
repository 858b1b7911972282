import { SECRET_FILES, REFERABLE_KEYS, type SecretReference } from "../config/existingSecrets";
import type { StackConfig } from "../config/schema";
import type { Part, Volume, Workload } from "./objects";
import { withPodSpec } from "./workload";

type Parts = Readonly<Record<string, Part | undefined>>;
type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** Parts that find some of their secrets in Secrets which were there before, under the same files as ever. */
export function referring<P extends Parts>(parts: P, { existingSecrets }: StackConfig): P {
  const byPart = new Map<string, Map<string, SecretReference>>();
  for (const key of REFERABLE_KEYS) {
    const reference = existingSecrets[key];
    if (!reference) continue;
    const { part, file } = SECRET_FILES[key];
    byPart.set(part, (byPart.get(part) ?? new Map<string, SecretReference>()).set(file, reference));
  }
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const references = byPart.get(name);
      return [name, part && references ? withReferences(part, references) : part];
    }),
  ) as P;
}

function withReferences(part: Part, references: ReadonlyMap<string, SecretReference>): Part {
  const { secret, ...rest } = part;
  const own = (secret?.keys ?? []).filter((key) => !references.has(key));
  const sources: readonly Source[] = [
    ...(secret && own.length > 0
      ? [{ secret: { name: secret.metadata.name, items: own.map((key) => ({ key, path: key })) } }]
      : []),
    ...[...references].map(([file, { secretName, key }]) => ({
      secret: { name: secretName, items: [{ key, path: file }] },
    })),
  ];
  return {
    ...rest,
    ...(secret && own.length > 0 && { secret: { ...secret, keys: own } }),
    workload: withVolume(part.workload, sources),
  };
}

function withVolume(workload: Workload, sources: readonly Source[]): Workload {
  const volumes = (workload.spec.template.spec?.volumes ?? []).map((volume) =>
    volume.name === "secrets"
      ? // 0440 in the decimal notation that JSON has to use.
        { name: volume.name, projected: { defaultMode: 288, sources: [...sources] } }
      : volume,
  );
  return withPodSpec(workload, { volumes });
}
