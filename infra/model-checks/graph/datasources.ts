import { load } from "js-yaml";

import type { Workload } from "../../kubernetes/server";
import type { StackModel } from "../stackModel";
import type { Node } from "./graph";
import { placeOf } from "./workloads";

/** The datasources that a workload's files provision, by the uids that dashboards use. */
export function datasourcesOf(workload: Workload): readonly Node[] {
  return workload.configMaps
    .flatMap(({ data = {} }) => Object.values(data))
    .filter((text) => /^datasources:/m.test(text))
    .flatMap(
      (text) => (load(text) as { readonly datasources: readonly { uid?: string }[] }).datasources,
    )
    .map(({ uid }) => ({ kind: "datasource", name: String(uid), place: placeOf(workload) }));
}

/** The datasource of the operator's Grafana, which the stack does not provision. */
export function foreignDatasource({ operator }: StackModel): readonly Node[] {
  if (!operator) return [];
  return [
    { kind: "datasource", name: operator.datasourceUid, place: "infra/settings/operator.ts" },
  ];
}
