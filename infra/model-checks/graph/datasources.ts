import { load } from "js-yaml";

import type { Workload } from "../../kubernetes/server";
import type { Node } from "./graph";
import { placeOf } from "./workloads";

/** The datasources that a workload's files provision, by the uids under which dashboards know them. */
export function datasourcesOf(workload: Workload): readonly Node[] {
  return workload.configMaps
    .flatMap(({ data = {} }) => Object.values(data))
    .filter((text) => /^datasources:/m.test(text))
    .flatMap(
      (text) => (load(text) as { readonly datasources: readonly { uid?: string }[] }).datasources,
    )
    .map(({ uid }) => ({ kind: "datasource", name: String(uid), place: placeOf(workload) }));
}
