import { METRICS_FILE } from "../render/names";
import type { KubernetesManifest } from "../render/objects";
import { change, ordered, type Change } from "./change";
import { alertChanges } from "./changes/alerts";
import { dashboardChanges } from "./changes/dashboards";
import { inhibitionChanges } from "./changes/inhibitions";
import { metricChanges } from "./changes/metrics";
import { isNetworkPolicy, networkChanges } from "./changes/network";
import { objectChanges } from "./changes/objects";
import { GRANTING, permissionChanges } from "./changes/permissions";
import { receiverChanges } from "./changes/receivers";
import { recordingChanges } from "./changes/recordings";
import { routeChanges } from "./changes/routes";
import { sealedChanges } from "./changes/secrets";
import { settingChanges } from "./changes/settings";
import { targetChanges } from "./changes/targets";
import { alertsOf } from "./model/alerts";
import { ALERTMANAGER_FILE, modelOf, SEALED_FILE, type Tree } from "./model/model";
import { placeOf } from "./model/place";

/**
 * The changes from one rendered tree to another, worst first; empty if they are equal.
 * @throws Problem if one of them is not a rendered tree
 */
export function compareTrees(ours: Tree, theirs: Tree): readonly Change[] {
  const [base, head] = [comparable(ours, theirs), comparable(theirs, ours)];
  if (isSame(base, head)) return [];
  const [before, after] = [modelOf(base), modelOf(head)];
  const [oldAlerts, alerts] = [alertsOf(before), alertsOf(after)];
  const routed = [...alerts.values()];
  const permissions = permissionChanges(before, after);
  const network = networkChanges(before, after);
  const targets = targetChanges(before, after);
  const told = (object: KubernetesManifest): readonly string[] => {
    if (isNetworkPolicy(object)) return network.length > 0 ? ["spec"] : [];
    if (object.kind !== "ServiceMonitor") {
      return permissions.length > 0 ? (GRANTING[object.kind] ?? []) : [];
    }
    const place = placeOf(object);
    const named = targets.flatMap(({ names }) => names.map((name) => name.replace(/\/\d+$/, "")));
    return named.includes(place) ? ["spec", "metadata"] : [];
  };
  const changes = [
    ...alertChanges(oldAlerts, alerts),
    ...routeChanges(before, after, routed),
    // Without Alertmanager's configuration nobody is notified, which the routes report.
    ...([base, head].every((tree) => tree.has(ALERTMANAGER_FILE))
      ? [...receiverChanges(before, after), ...inhibitionChanges(before, after, routed)]
      : []),
    ...recordingChanges(before, after),
    ...targets,
    ...metricChanges(before, after),
    ...dashboardChanges(before.dashboards, after.dashboards),
    ...permissions,
    ...network,
    ...sealedChanges(before, after),
    ...objectChanges([before, base], [after, head], told),
    ...settingChanges(before, after),
  ];
  return changes.length > 0 ? ordered(changes) : rewritten(base, head);
}

/** A tree without the optional files that the other one lacks. */
function comparable(tree: Tree, other: Tree): Tree {
  const missing = [METRICS_FILE, SEALED_FILE].filter((path) => !other.has(path));
  return new Map([...tree].filter(([path]) => !missing.includes(path)));
}

/** Files that differ in formatting, but not in content. */
function rewritten(base: Tree, head: Tree): readonly Change[] {
  const paths = [...new Set([...base.keys(), ...head.keys()])];
  return ordered(
    paths
      .filter((path) => base.get(path) !== head.get(path))
      .map((path) =>
        change("file", path, [{ what: "written differently, with the same meaning" }]),
      ),
  );
}

function isSame(base: Tree, head: Tree): boolean {
  return base.size === head.size && [...base].every(([path, text]) => head.get(path) === text);
}
