import { CLUSTER_AUTHORITY } from "../../kubernetes/volumes";
import type { Piece } from "../../kubernetes/server";
import type { ConfigMap, Container, Volume } from "../../objects/kubernetes";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Edge, Graph, Node } from "./graph";
import { containersOf, nameOf, objectNode, placeOf } from "./parts";

/** The files of a part's ConfigMaps, the volumes that show them, and the mounts by which its containers see those. */
export function fileGraph(part: Piece): Graph {
  const place = placeOf(part);
  const pods = objectNode(part, part.workload);
  const mounts = containersOf(part).flatMap(({ name: container, volumeMounts = [] }) =>
    volumeMounts.map((mount) => ({ ...mount, container })),
  );
  return {
    nodes: [
      ...part.configMaps.flatMap((map) => filesOf(map, place)),
      ...volumeNames(part).map((name) => volume(name, part)),
      ...mounts.map(({ container, mountPath }): Node => ({
        kind: "mount path",
        name: `${nameOf(part.workload)} ${container} ${mountPath}`,
        place,
      })),
    ],
    edges: [
      ...volumesOf(part).flatMap((shown) => showsFiles(part, shown)),
      ...mounts.map(({ name }): Edge => ({
        from: pods,
        verb: "mounts",
        to: { kind: "volume", name: `${nameOf(part.workload)} ${name}` },
        why: "The API server refuses the pod.",
      })),
      ...containersOf(part).flatMap((container) => namedPaths(part, container)),
    ],
  };
}

const PATH_FLAG = /^--[\w.-]+=(\/[\w./-]+)$/;

/** The paths that a container's arguments name, each below one of its own mounts: another container's are not seen. */
function namedPaths(
  part: Piece,
  { name, args = [], volumeMounts = [] }: Container,
): readonly Edge[] {
  const owner = nameOf(part.workload);
  const missing = volumeNames(part)
    .filter((each) => !volumeMounts.some((mount) => mount.name === each))
    .map((each) => `${owner} ${each}`);
  return args.flatMap((arg) => {
    const [, path] = PATH_FLAG.exec(arg) ?? [];
    if (path === undefined) return [];
    const above = volumeMounts.find(
      ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`),
    );
    const edge: Edge = {
      from: objectNode(part, part.workload),
      verb: `(${arg}) names a path below`,
      to: { kind: "mount path", name: `${owner} ${name} ${above?.mountPath ?? path}` },
      why: `The container finds nothing there, and cannot write. Not mounted in it: ${missing.join(", ") || "nothing"}.`,
    };
    return [edge];
  });
}

export function volumesOf({ workload }: Piece): readonly Volume[] {
  return podTemplateOf(workload).spec?.volumes ?? [];
}

function filesOf(map: ConfigMap, place: string): readonly Node[] {
  return Object.keys(map.data ?? {}).map((key) => ({
    kind: "file",
    name: `${nameOf(map)}/${key}`,
    place,
    needed: {
      missing: "no volume shows it",
      why: "The server never reads what it says.",
      fix: "Show it in a volume, as configFolder() does, or leave it out.",
    },
  }));
}

function volumeNames(part: Piece): readonly string[] {
  const { workload } = part;
  const claims = workload.kind === "StatefulSet" ? (workload.spec.volumeClaimTemplates ?? []) : [];
  return [
    ...volumesOf(part).map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata?.name ?? ""),
  ];
}

function volume(name: string, part: Piece): Node {
  return {
    kind: "volume",
    name: `${nameOf(part.workload)} ${name}`,
    place: placeOf(part),
    needed: {
      missing: "no container mounts it",
      why: "What it holds is not seen, and what should last is lost with the pod.",
      fix: "Mount it, or leave the volume out.",
    },
  };
}

function showsFiles(part: Piece, { name, projected }: Volume): readonly Edge[] {
  const { namespace } = part.workload.metadata;
  return (projected?.sources ?? [])
    .flatMap(({ configMap }) => configMap ?? [])
    .filter((map) => map.name !== CLUSTER_AUTHORITY)
    .flatMap((map) =>
      (map.items ?? []).map(({ key }): Edge => ({
        from: volume(name, part),
        verb: "shows",
        to: { kind: "file", name: `${namespace}/${String(map.name)}/${key}` },
        why: "The pod waits for a file that never comes.",
      })),
    );
}
