import { SECRET_FILES, REFERABLE_KEYS, type SecretReference } from "../settings/existingSecrets";
import type { StackConfig } from "../settings/schema";
import type { Piece, Pieces, Volume, Workload } from "./objects";
import { GROUP_READS } from "./volumes";
import { podTemplateOf, withPodSpec } from "./workload";

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** Parts that find some of their secrets in Secrets which were there before, under the same files as ever. */
export function referring<P extends Pieces>(parts: P, { existingSecrets }: StackConfig): P {
  const byPart = new Map<string, Map<string, SecretReference>>();
  for (const key of REFERABLE_KEYS) {
    const reference = existingSecrets[key];
    if (!reference) continue;
    const { parts: readers, file } = SECRET_FILES[key];
    for (const part of readers) {
      const files = byPart.get(part) ?? new Map<string, SecretReference>();
      byPart.set(part, files.set(file, reference));
    }
  }
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const references = byPart.get(name);
      return [name, part && references ? withReferences(part, references) : part];
    }),
  ) as P;
}

function withReferences<P extends Piece>(
  part: P,
  references: ReadonlyMap<string, SecretReference>,
): P {
  const { secret, ...rest } = part;
  const own = (secret?.keys ?? []).filter((key) => !references.has(key));
  // Those that other containers of the pod are told are in volumes of their own.
  const shown = own.filter((key) => keysShown(part.workload).includes(key));
  const sources: readonly Source[] = [
    ...(secret && shown.length > 0
      ? [
          {
            secret: { name: secret.metadata.name, items: shown.map((key) => ({ key, path: key })) },
          },
        ]
      : []),
    ...[...references].map(([file, { secretName, key }]) => ({
      secret: { name: secretName, items: [{ key, path: file }] },
    })),
  ];
  return {
    ...rest,
    ...(secret && own.length > 0 && { secret: { ...secret, keys: own } }),
    workload: withVolume(part.workload, sources),
  } as Omit<P, "secret"> as P;
}

function keysShown(workload: Workload): readonly string[] {
  const { volumes = [] } = podTemplateOf(workload).spec ?? {};
  const { items = [] } = volumes.find(({ name }) => name === "secrets")?.secret ?? {};
  return items.map(({ key }) => key);
}

function withVolume(workload: Workload, sources: readonly Source[]): Workload {
  const volumes = (podTemplateOf(workload).spec?.volumes ?? []).map((volume) =>
    volume.name === "secrets"
      ? { name: volume.name, projected: { defaultMode: GROUP_READS, sources: [...sources] } }
      : volume,
  );
  return withPodSpec(workload, { volumes });
}
