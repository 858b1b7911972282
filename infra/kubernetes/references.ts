import type { SecretReference } from "../settings/existingSecrets";
import type { StackConfig } from "../settings/schema";
import { existingKey } from "../settings/secretSources";
import type { Piece, Pieces } from "./server";
import type { Volume, Workload } from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import { keysOf } from "./secret";
import { GROUP_READS } from "./volumes";
import { podTemplateOf, withPodSpec } from "./workload";

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** Parts that find some of their secrets in Secrets which were there before, under the same files as ever. */
export function referring<P extends Pieces>(parts: P, { existingSecrets }: StackConfig): P {
  const existing: Readonly<Partial<Record<string, SecretReference>>> = existingSecrets;
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const references = new Map(
        Object.entries(part?.secret?.sources ?? {}).flatMap(([file, source]) => {
          const reference = source && existing[existingKey(source) ?? ""];
          return reference ? [[file, reference] as const] : [];
        }),
      );
      return [name, part && references.size > 0 ? withReferences(part, references) : part];
    }),
  ) as P;
}

function withReferences<P extends Piece>(
  part: P,
  references: ReadonlyMap<string, SecretReference>,
): P {
  const { secret, ...rest } = part;
  const own = (secret ? keysOf(secret) : []).filter((key) => !references.has(key));
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
    ...(secret && own.length > 0 && { secret: only(secret, own) }),
    workload: withVolume(part.workload, sources),
  } as Omit<P, "secret"> as P;
}

function only({ metadata, sources }: SecretShape, keys: readonly string[]): SecretShape {
  const kept = Object.entries(sources).filter(([key]) => keys.includes(key));
  return { metadata, sources: Object.fromEntries(kept) };
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
