import {
  available,
  availabilityFaults,
  ownPriorityClass,
} from "../../../infra/kubernetes/availability";
import { timesOf } from "../../../infra/rendered-config/times";
import type { Server } from "../../../infra/kubernetes/server";
import type { PodTemplate } from "../../../infra/objects/kubernetes";
import { plan } from "../../../infra/plan";
import { parseDuration } from "../../../signals/promql/duration";
import { STACKS, type KubernetesManifest } from "../../../tools/render/render";
import { settings } from "../../support/stacks";
import { rendered } from "../../support/rendered";

const objects: Record<string, readonly KubernetesManifest[]> = {};

beforeAll(async () => {
  for (const stack of STACKS) objects[stack] = (await rendered(stack)).objects;
});

const ofKind = (stack: string, kind: string) =>
  objects[stack]!.filter((object) => object.kind === kind);
const names = (found: readonly KubernetesManifest[]) =>
  found.map(({ metadata }) => metadata.name).sort();

interface WorkloadSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly strategy?: { readonly rollingUpdate?: object };
  readonly template: PodTemplate;
}

const workloads = (stack: string) =>
  objects[stack]!.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet").map(
    (object) => ({ ...object, spec: object.spec as WorkloadSpec }),
  );
const resource = (stack: string, name: string) =>
  workloads(stack).find(({ metadata }) => metadata.name === name)!.spec;
const podOf = (stack: string, name: string) => resource(stack, name).template.spec!;

describe("in prod", () => {
  it("exactly the replicated workloads have a disruption budget, which allows one eviction at a time", () => {
    const budgets = ofKind("prod", "PodDisruptionBudget");
    expect(names(budgets)).toEqual([
      "alertmanager",
      "backend",
      "grafana",
      "prometheus",
      "thanos-query",
    ]);
    for (const { metadata, spec } of budgets) {
      expect(spec).toEqual({
        maxUnavailable: 1,
        selector: {
          matchLabels: {
            "app.kubernetes.io/name": metadata.name,
            "app.kubernetes.io/part-of": "autodealgenie",
          },
        },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      });
      expect(resource("prod", metadata.name).template.metadata!.labels).toMatchObject(
        (spec as { selector: { matchLabels: object } }).selector.matchLabels,
      );
    }
  });

  it("replicas are spread over nodes and zones if possible, but may share one node", () => {
    const spreads = workloads("prod").filter(
      ({ spec }) => spec.template.spec!.topologySpreadConstraints !== undefined,
    );
    expect(names(spreads)).toEqual([
      "alertmanager",
      "backend",
      "grafana",
      "prometheus",
      "thanos-query",
    ]);
    for (const { metadata, spec } of spreads) {
      const constraint = {
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": metadata.name } },
      };
      expect(spec.template.spec!.topologySpreadConstraints).toMatchObject([
        { ...constraint, topologyKey: "kubernetes.io/hostname" },
        { ...constraint, topologyKey: "topology.kubernetes.io/zone" },
      ]);
    }
  });

  it("monitoring pods have a higher priority than monitored pods", () => {
    const [own, ...more] = ofKind("prod", "PriorityClass");
    expect(more).toEqual([]);
    expect(own).toMatchObject({ metadata: { name: "autodealgenie-monitoring" }, value: 1_000_000 });
    for (const { metadata, spec } of workloads("prod")) {
      expect(spec.template.spec!.priorityClassName).toBe(
        metadata.namespace === "monitoring" ? "autodealgenie-monitoring" : undefined,
      );
    }
  });

  it("the backend is scaled only by the CPU usage of its pods", () => {
    expect(ofKind("prod", "HorizontalPodAutoscaler").map(({ spec }) => spec)).toEqual([
      {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "backend" },
        minReplicas: 3,
        maxReplicas: 9,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "AverageValue", averageValue: "700m" } },
          },
        ],
      },
    ]);
    expect(resource("prod", "backend")).toMatchObject({ replicas: 3 });
    expect(podOf("prod", "backend").containers[0]!.resources!.limits).toMatchObject({ cpu: "1" });
  });

  it("each server has enough time to terminate", () => {
    const grace = (name: string) => podOf("prod", name).terminationGracePeriodSeconds!;
    expect([grace("prometheus"), grace("alertmanager")]).toEqual([600, 120]);
    const { lifecycle } = podOf("prod", "backend").containers[0]!;
    expect(lifecycle).toEqual({ preStop: { sleep: { seconds: 15 } } });
    // The delay and the drain of the backend take 8 s.
    expect(grace("backend")).toBeGreaterThanOrEqual(15 + 8);
  });

  it("a rollout removes an old pod only after its replacement is ready", () => {
    for (const { kind, spec } of workloads("prod")) {
      if (kind !== "Deployment") continue;
      expect(spec.strategy!.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    }
  });

  it("no Alertmanager is replaced before the previous one has received and notified every alert", () => {
    const { groupInterval, resendDelay, peerTimeout } = timesOf(settings("prod"));
    const longest = Math.max(parseDuration(groupInterval), parseDuration(resendDelay));
    const last = longest + 2 * parseDuration(peerTimeout);
    expect(resource("prod", "alertmanager").minReadySeconds! * 1000).toBeGreaterThan(last);
  });

  it("no Prometheus is replaced before Thanos Query can have found the previous one", () => {
    const { args } = podOf("prod", "thanos-query").containers[0]!;
    const interval = args!.find((arg) => arg.startsWith("--store.sd-dns-interval="));
    const asks = Number(/=(\d+)s$/.exec(interval ?? "")?.[1]);
    // How long resolvers cache a name by Kubernetes' default, and how often Thanos checks the addresses that it has
    // found.
    const longest = 30 + asks + 5;
    expect(resource("prod", "prometheus").minReadySeconds).toBeGreaterThan(longest);
  });
});

it("dev has no budgets, autoscaler, priority classes or spread constraints", () => {
  for (const kind of ["PodDisruptionBudget", "HorizontalPodAutoscaler", "PriorityClass"]) {
    expect(ofKind("dev", kind)).toEqual([]);
  }
  for (const { spec } of workloads("dev")) {
    expect(spec).not.toHaveProperty("minReadySeconds");
    expect(spec.replicas).toBeGreaterThan(0);
    expect(spec.template.spec).not.toHaveProperty("topologySpreadConstraints");
    expect(spec.template.spec).not.toHaveProperty("priorityClassName");
  }
});

describe("a stack", () => {
  it("may require separate nodes, and use an existing priority class", () => {
    const { alertmanager } = plan(
      settings("prod", { availability: { spread: "required", priorityClass: "platform" } }),
    );
    const pod = alertmanager.resource.spec.template.spec!;
    expect(pod.priorityClassName).toBe("platform");
    expect(pod.topologySpreadConstraints!.map((each) => each.whenUnsatisfiable)).toEqual([
      "DoNotSchedule",
      "ScheduleAnyway",
    ]);
    const { availability } = settings("prod", { availability: { priorityClass: "platform" } });
    expect(ownPriorityClass(availability)).toBeUndefined();
  });

  it("gives the backend more time to terminate if it drains longer", () => {
    const { backend } = plan(settings("prod", { backend: { drainSeconds: 60 } }));
    expect(backend.resource.spec.template.spec!.terminationGracePeriodSeconds).toBe(75);
  });

  it("has no disruption budget for a single replica, which could then never be drained", () => {
    const { alertmanager } = plan(settings("prod", { alertmanager: { replicas: 1 } }));
    expect(alertmanager.budget).toBeUndefined();
  });
});

describe("a misconfigured budget or autoscaler", () => {
  const { availability } = settings("prod");
  const { backend } = available({ backend: plan(settings("prod")).backend }, availability);
  const { budget, autoscaler, resource } = backend;

  it("does not occur for prod's backend", () => {
    expect(availabilityFaults(backend)).toEqual([]);
  });

  it.each<[string, Partial<Server>, string]>([
    [
      "a budget for other pods",
      {
        budget: { ...budget!, spec: { ...budget!.spec, selector: { matchLabels: { app: "x" } } } },
      },
      "PodDisruptionBudget autodealgenie/backend selects no pod of Deployment autodealgenie/backend",
    ],
    [
      "an autoscaler of another workload",
      {
        autoscaler: {
          ...autoscaler!,
          spec: { ...autoscaler!.spec, scaleTargetRef: { kind: "Deployment", name: "web" } },
        },
      },
      "HorizontalPodAutoscaler autodealgenie/backend scales Deployment web, which is not Deployment autodealgenie/backend",
    ],
    [
      "fewer replicas than the autoscaler begins with",
      { resource: { ...resource, spec: { ...resource.spec, replicas: 1 } } },
      "Deployment autodealgenie/backend has 1 replicas, and its HorizontalPodAutoscaler begins with 3",
    ],
  ])("is reported: %s", (_, changed, fault) => {
    expect(availabilityFaults({ ...backend, ...changed })).toEqual([fault]);
  });
});
