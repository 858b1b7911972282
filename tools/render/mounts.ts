import type { PodTemplate } from "../../infra/objects/kubernetes";
import type { KubernetesManifest } from "./objects";

/** A file of a ConfigMap, or of the pod's account, where a container sees it. */
interface MountedFile {
  readonly path: string;
  readonly text: string;
}

/** Every file of ConfigMaps and of its account that the containers of a workload see. None for other objects. */
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
          // What is not ours is the cluster's authority, which is known there alone.
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
