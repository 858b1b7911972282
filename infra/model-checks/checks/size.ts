import type {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  KubernetesObject,
} from "../../objects/kubernetes";
import type { Fault } from "../finding";
import { nameOf, placeOf } from "../graph/workloads";
import type { Check } from "./check";

/** Above it the object is rejected by kubectl's client-side apply, which stores a copy in an annotation. */
export const CONFIG_MAP_LIMIT_BYTES = 256 * 1024;

/** ConfigMaps, and other objects, that are too large for the cluster. */
export const size: Check = {
  name: "size",
  faults({ declared: { workloads, operator } }) {
    const objects = operator?.objects ?? [];
    return [
      ...workloads.flatMap((workload) =>
        workload.configMaps.flatMap((map) => tooLarge(map, bytesOf(map), placeOf(workload))),
      ),
      ...objects.flatMap((object) =>
        object.kind === "ConfigMap"
          ? tooLarge(object, bytesOf(object), OPERATOR_PLACE)
          : "spec" in object
            ? tooLarge(object, Buffer.byteLength(JSON.stringify(object.spec)), OPERATOR_PLACE)
            : [],
      ),
    ];
  },
};

const OPERATOR_PLACE = "infra/plan/operator.ts";

function tooLarge(
  object: Exclude<KubernetesObject, ClusterRole | ClusterRoleBinding>,
  bytes: number,
  where: string,
): readonly Fault[] {
  if (bytes <= CONFIG_MAP_LIMIT_BYTES) return [];
  const panel = object.kind === "ConfigMap" ? largestPanel(object) : "";
  return [
    {
      what: `${object.kind} ${nameOf(object)} is ${bytes} bytes long, the limit is ${CONFIG_MAP_LIMIT_BYTES}${panel}`,
      where,
      why: "The cluster rejects it: the server keeps the old one, or does not start.",
      fix: "Split it in two.",
    },
  ];
}

function bytesOf({ data = {} }: ConfigMap): number {
  return Object.entries(data).reduce(
    (sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text),
    0,
  );
}

/** The panel that takes up most of a dashboard. */
function largestPanel({ data = {} }: ConfigMap): string {
  const panels = Object.entries(data)
    .filter(([file]) => file.endsWith(".json"))
    .flatMap(([, text]) => panelsIn(text))
    .map((panel) => ({ title: panel.title, length: JSON.stringify(panel).length }))
    .sort((a, b) => b.length - a.length);
  return panels[0] ? `; its largest panel is "${panels[0].title ?? ""}"` : "";
}

/** A panel, or a row with the panels in it. */
interface PanelInFile {
  readonly title?: string;
  readonly panels?: readonly PanelInFile[];
}

function panelsIn(json: string): readonly PanelInFile[] {
  try {
    const { panels = [] } = JSON.parse(json) as { panels?: PanelInFile[] };
    return panels.flatMap((panel) => panel.panels ?? [panel]);
  } catch {
    return [];
  }
}
