import type { PodTemplate } from "../../infra/objects/kubernetes";
import type { KubernetesManifest } from "./objects";

/** A file from a ConfigMap, a Secret or the service account, as a container sees it. */
interface MountedFile {
  readonly path: string;
  readonly text: string;
}

/** Every such file that the containers of a workload see. Empty for other objects. */
export function mountedFiles(
  object: KubernetesManifest,
  objects: readonly KubernetesManifest[],
): readonly MountedFile[] {
  const pod = (object.spec as { template?: PodTemplate } | undefined)?.template?.spec;
  if (!pod) return [];
  const configMap = (name: string | undefined) =>
    objects.find(
      ({ kind, metadata }) =>
        kind === "ConfigMap" &&
        metadata.name === name &&
        metadata.namespace === object.metadata.namespace,
    );
  return pod.containers
    .flatMap(({ volumeMounts = [] }) => volumeMounts)
    .flatMap(({ name, mountPath }) => {
      const volume = pod.volumes?.find((candidate) => candidate.name === name);
      return (volume?.projected?.sources ?? []).flatMap((source) => [
        ...(source.configMap?.items ?? []).map(({ key, path }) => ({
          path: `${mountPath}/${path}`,
          // A ConfigMap that is not ours has the cluster's authority, which is known only there.
          text: configMap(source.configMap?.name)?.data?.[key] ?? "[authority]",
        })),
        ...(source.secret?.items ?? []).map(({ path }) => ({
          path: `${mountPath}/${path}`,
          text: "[secret]",
        })),
        ...(source.serviceAccountToken
          ? [{ path: `${mountPath}/${source.serviceAccountToken.path}`, text: "[secret]" }]
          : []),
      ]);
    });
}
