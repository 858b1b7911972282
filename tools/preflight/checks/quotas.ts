import { podTemplateOf } from "../../../infra/kubernetes/workload";
import type { Workload } from "../../../infra/kubernetes/server";
import { itemsOf } from "../answers";
import type { Check } from "../asked";
import { amountOf } from "../quantity";

/** Quotas in our namespaces that are too small for the stack. */
export const quotas: Check = {
  about: "quotas",
  find({ config, declared, answers }) {
    const { monitoring, application } = config.namespaces;
    const of = {
      [monitoring.name]: answers.monitoringQuotas,
      [application.name]: answers.applicationQuotas,
    };
    return Object.entries(of).flatMap(([namespace, answer]) => {
      const needed = neededIn(namespace, declared.workloads);
      return itemsOf(answer).flatMap(({ metadata: { name }, spec: { hard = {} } }) =>
        Object.entries(hard).flatMap(([resource, limit]) => {
          const need = needed.get(resource) ?? 0;
          if (need <= amountOf(limit)) return [];
          return [
            {
              fails: true,
              what: `the stack needs more ${resource} in ${namespace} than a quota allows: not all of its pods would start`,
              seen: `ResourceQuota ${name} with ${limit}, and ${Math.ceil(need)} needed`,
              or: "raise the quota, or reduce the resources of the servers there",
            },
          ];
        }),
      );
    });
  },
};

/** What all pods in a namespace request in total, by the names that quotas use. */
function neededIn(namespace: string, workloads: readonly Workload[]): ReadonlyMap<string, number> {
  const needed = new Map<string, number>();
  const add = (name: string, amount: number) => needed.set(name, (needed.get(name) ?? 0) + amount);
  for (const { resource } of workloads) {
    if (resource.metadata.namespace !== namespace || resource.kind === "CronJob") continue;
    const replicas = resource.spec.replicas ?? 1;
    add("pods", replicas);
    add("count/pods", replicas);
    for (const { resources } of podTemplateOf(resource).spec?.containers ?? []) {
      for (const kind of ["requests", "limits"] as const) {
        for (const [name, amount] of Object.entries(resources?.[kind] ?? {})) {
          add(`${kind}.${name}`, replicas * amountOf(amount));
          // In a quota, a name without a prefix refers to requests.
          if (kind === "requests") add(name, replicas * amountOf(amount));
        }
      }
    }
    if (resource.kind !== "StatefulSet") continue;
    for (const { spec } of resource.spec.volumeClaimTemplates ?? []) {
      add("persistentvolumeclaims", replicas);
      const { storage = "0" } = spec?.resources?.requests ?? {};
      add("requests.storage", replicas * amountOf(storage));
    }
  }
  return needed;
}
