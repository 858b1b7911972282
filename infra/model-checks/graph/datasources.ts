import { load } from "js-yaml";

import type { Workload } from "../../kubernetes/server";
import type { StackModel } from "../stackModel";
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

/** That of somebody else's Grafana: nothing of the stack provisions it. */
export function foreignDatasource({ operator }: StackModel): readonly Node[] {
  if (!operator) return [];
  return [
    { kind: "datasource", name: operator.datasourceUid, place: "infra/settings/operator.ts" },
  ];
}
