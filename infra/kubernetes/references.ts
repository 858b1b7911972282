import type { SecretReference } from "../settings/existingSecrets";
import type { StackConfig } from "../settings/schema";
import { existingKey } from "../settings/secretSources";
import { eachChanged, type Workload, type Workloads } from "./server";
import type { Volume, WorkloadResource } from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import { keysOf } from "./secret";
import { GROUP_READS } from "./volumes";
import { podTemplateOf, withPodSpec } from "./workload";

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** Replaces secrets by references to existing Secrets, under the same file names. */
export function referring<P extends Workloads>(workloads: P, { existingSecrets }: StackConfig): P {
  const existing: Readonly<Partial<Record<string, SecretReference>>> = existingSecrets;
  return eachChanged(workloads, (workload) => {
    const references = new Map(
      Object.entries(workload.secret?.sources ?? {}).flatMap(([file, source]) => {
        const reference = source && existing[existingKey(source) ?? ""];
        return reference ? [[file, reference] as const] : [];
      }),
    );
    return references.size > 0 ? withReferences(workload, references) : workload;
  });
}

function withReferences<P extends Workload>(
  workload: P,
  references: ReadonlyMap<string, SecretReference>,
): P {
  const { secret, ...rest } = workload;
  const own = (secret ? keysOf(secret) : []).filter((key) => !references.has(key));
  // Secrets that other containers of the pod get are in separate volumes.
  const shown = own.filter((key) => keysShown(workload.resource).includes(key));
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
    resource: withVolume(workload.resource, sources),
  } as Omit<P, "secret"> as P;
}

function only({ metadata, sources }: SecretShape, keys: readonly string[]): SecretShape {
  const kept = Object.entries(sources).filter(([key]) => keys.includes(key));
  return { metadata, sources: Object.fromEntries(kept) };
}

function keysShown(resource: WorkloadResource): readonly string[] {
  const { volumes = [] } = podTemplateOf(resource).spec ?? {};
  const { items = [] } = volumes.find(({ name }) => name === "secrets")?.secret ?? {};
  return items.map(({ key }) => key);
}

function withVolume(resource: WorkloadResource, sources: readonly Source[]): WorkloadResource {
  const volumes = (podTemplateOf(resource).spec?.volumes ?? []).map((volume) =>
    volume.name === "secrets"
      ? { name: volume.name, projected: { defaultMode: GROUP_READS, sources: [...sources] } }
      : volume,
  );
  return withPodSpec(resource, { volumes });
}
