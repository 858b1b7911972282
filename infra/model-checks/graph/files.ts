import { CLUSTER_AUTHORITY } from "../../kubernetes/volumes";
import type { Workload } from "../../kubernetes/server";
import type { ConfigMap, Container, Volume } from "../../objects/kubernetes";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Edge, Graph, Node } from "./graph";
import { containersOf, nameOf, objectNode, placeOf } from "./workloads";

/** The files of a workload's ConfigMaps, the volumes that contain them, and the mounts of these in its containers. */
export function fileGraph(workload: Workload): Graph {
  const place = placeOf(workload);
  const pods = objectNode(workload, workload.resource);
  const mounts = containersOf(workload).flatMap(({ name: container, volumeMounts = [] }) =>
    volumeMounts.map((mount) => ({ ...mount, container })),
  );
  return {
    nodes: [
      ...workload.configMaps.flatMap((map) => filesOf(map, place)),
      ...volumeNames(workload).map((name) => volume(name, workload)),
      ...mounts.map(({ container, mountPath }): Node => ({
        kind: "mount path",
        name: `${nameOf(workload.resource)} ${container} ${mountPath}`,
        place,
      })),
    ],
    edges: [
      ...volumesOf(workload).flatMap((shown) => showsFiles(workload, shown)),
      ...mounts.map(({ name }): Edge => ({
        from: pods,
        verb: "mounts",
        to: { kind: "volume", name: `${nameOf(workload.resource)} ${name}` },
        why: "The API server refuses the pod.",
      })),
      ...containersOf(workload).flatMap((container) => namedPaths(workload, container)),
    ],
  };
}

const PATH_FLAG = /^--[\w.-]+=(\/[\w./-]+)$/;

/**
 * The paths that a container's arguments name, each below one of its own mounts: it does not see those of other
 * containers.
 */
function namedPaths(
  workload: Workload,
  { name, args = [], volumeMounts = [] }: Container,
): readonly Edge[] {
  const owner = nameOf(workload.resource);
  const missing = volumeNames(workload)
    .filter((each) => !volumeMounts.some((mount) => mount.name === each))
    .map((each) => `${owner} ${each}`);
  return args.flatMap((arg) => {
    const [, path] = PATH_FLAG.exec(arg) ?? [];
    if (path === undefined) return [];
    const above = volumeMounts.find(
      ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`),
    );
    const edge: Edge = {
      from: objectNode(workload, workload.resource),
      verb: `(${arg}) names a path below`,
      to: { kind: "mount path", name: `${owner} ${name} ${above?.mountPath ?? path}` },
      why: `The container finds nothing there, and cannot write. Not mounted in it: ${missing.join(", ") || "nothing"}.`,
    };
    return [edge];
  });
}

export function volumesOf({ resource }: Workload): readonly Volume[] {
  return podTemplateOf(resource).spec?.volumes ?? [];
}

function filesOf(map: ConfigMap, place: string): readonly Node[] {
  return Object.keys(map.data ?? {}).map((key) => ({
    kind: "file",
    name: `${nameOf(map)}/${key}`,
    place,
    needed: {
      missing: "no volume contains it",
      why: "The server never reads it.",
      fix: "Mount it in a volume, as configFolder() does, or remove it.",
    },
  }));
}

function volumeNames(workload: Workload): readonly string[] {
  const { resource } = workload;
  const claims = resource.kind === "StatefulSet" ? (resource.spec.volumeClaimTemplates ?? []) : [];
  return [
    ...volumesOf(workload).map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata?.name ?? ""),
  ];
}

function volume(name: string, workload: Workload): Node {
  return {
    kind: "volume",
    name: `${nameOf(workload.resource)} ${name}`,
    place: placeOf(workload),
    needed: {
      missing: "no container mounts it",
      why: "Its contents are hidden, and data that should persist is lost with the pod.",
      fix: "Mount it, or leave the volume out.",
    },
  };
}

function showsFiles(workload: Workload, { name, projected }: Volume): readonly Edge[] {
  const { namespace } = workload.resource.metadata;
  return (projected?.sources ?? [])
    .flatMap(({ configMap }) => configMap ?? [])
    .filter((map) => map.name !== CLUSTER_AUTHORITY)
    .flatMap((map) =>
      (map.items ?? []).map(({ key }): Edge => ({
        from: volume(name, workload),
        verb: "shows",
        to: { kind: "file", name: `${namespace}/${String(map.name)}/${key}` },
        why: "The pod waits forever for a missing file.",
      })),
    );
}
