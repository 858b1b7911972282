import type {
  Container,
  CronJob,
  PodTemplate,
  WorkloadResource,
} from "../../../infra/objects/kubernetes";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { STACKS, type KubernetesManifest } from "../../../tools/render/render";
import { rendered } from "../../support/rendered";

const objects: Record<string, readonly KubernetesManifest[]> = {};

beforeAll(async () => {
  for (const stack of STACKS) objects[stack] = (await rendered(stack)).objects;
});

interface Pods {
  readonly name: string;
  readonly kind: string;
  readonly pod: NonNullable<PodTemplate["spec"]>;
}

const workloads = (stack: string): readonly Pods[] =>
  objects[stack]!.filter(({ kind }) => /^(Deployment|StatefulSet|CronJob)$/.test(kind)).map(
    (object) => ({
      name: object.metadata.name,
      kind: object.kind,
      pod: podTemplateOf(object as unknown as WorkloadResource).spec!,
    }),
  );

const containers = (stack: string): readonly Container[] =>
  workloads(stack).flatMap(({ pod }) => [...pod.containers, ...(pod.initContainers ?? [])]);

describe.each(STACKS)("every container of %s", (stack) => {
  it("runs unprivileged with a read-only root filesystem", () => {
    expect(containers(stack).length).toBeGreaterThan(5);
    for (const { securityContext } of containers(stack)) {
      expect(securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        runAsGroup: securityContext!.runAsUser,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(securityContext!.runAsUser).toBeGreaterThan(0);
    }
  });

  it("has requests and limits for CPU, memory and ephemeral storage", () => {
    for (const { resources } of containers(stack)) {
      expect(resources).toEqual({
        requests: {
          cpu: expect.stringMatching(/^\d+m$/),
          memory: expect.any(String),
          "ephemeral-storage": expect.stringMatching(/^\d+Mi$/),
        },
        limits: {
          cpu: expect.stringMatching(/^\d+$/),
          memory: expect.any(String),
          "ephemeral-storage": expect.stringMatching(/^\d+(Mi|Gi)$/),
        },
      });
    }
  });

  it("has startup, readiness and liveness probes unless it runs in a CronJob", () => {
    const serving = workloads(stack)
      .filter(({ kind }) => kind !== "CronJob")
      .flatMap(({ pod }) => pod.containers);
    for (const { startupProbe, readinessProbe, livenessProbe } of serving) {
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        expect(probe!.httpGet ?? probe!.tcpSocket ?? probe!.exec).toBeDefined();
      }
    }
  });

  it("has the stack's image pull policy", () => {
    const policies = new Set(containers(stack).map(({ imagePullPolicy }) => imagePullPolicy));
    expect([...policies]).toEqual([{ dev: "IfNotPresent", prod: "Always" }[stack]]);
  });

  it("runs a pinned image version", () => {
    for (const { image } of containers(stack))
      expect(image).toMatch(/:v?\d[\w.-]+(@sha256:[0-9a-f]{64})?$/);
  });
});

describe.each(STACKS)("every pod of %s", (stack) => {
  it("has its own ServiceAccount, and a token only if it calls the API server", () => {
    const pods = workloads(stack);
    for (const { name, pod } of pods) expect(pod.serviceAccountName).toBe(name);
    const withToken = pods.filter(({ pod }) => pod.automountServiceAccountToken !== false);
    expect(withToken.map(({ name }) => name).sort()).toEqual(["kube-state-metrics", "prometheus"]);
    const accounts = objects[stack]!.filter(({ kind }) => kind === "ServiceAccount");
    expect(accounts.map(({ metadata }) => metadata.name).sort()).toEqual(
      pods.map(({ name }) => name).sort(),
    );
    expect(accounts.every((account) => account.automountServiceAccountToken === false)).toBe(true);
  });

  it("has no service links, an fsGroup for its volumes and a termination grace period", () => {
    for (const { pod } of workloads(stack)) {
      expect(pod).toMatchObject({
        enableServiceLinks: false,
        terminationGracePeriodSeconds: expect.any(Number),
        securityContext: {
          runAsNonRoot: true,
          fsGroup: pod.containers[0]!.securityContext!.runAsUser,
          fsGroupChangePolicy: "OnRootMismatch",
          seccompProfile: { type: "RuntimeDefault" },
        },
      });
    }
  });

  it("uses no host paths, host namespaces or host ports", () => {
    const kinds = new Set(
      workloads(stack).flatMap(({ pod }) =>
        (pod.volumes ?? []).flatMap((volume) =>
          Object.keys(volume).filter((key) => key !== "name"),
        ),
      ),
    );
    const allowed = ["configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"];
    expect([...kinds].filter((kind) => !allowed.includes(kind))).toEqual([]);
    for (const { pod } of workloads(stack)) {
      expect([pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
    const ports = containers(stack).flatMap(({ ports = [] }) => ports);
    expect(ports.filter(({ hostPort }) => hostPort !== undefined)).toEqual([]);
  });

  it("mounts nothing by subPath, which would not be updated in place", () => {
    const mounts = containers(stack).flatMap(({ volumeMounts = [] }) => volumeMounts);
    expect(mounts.filter(({ subPath }) => subPath !== undefined)).toEqual([]);
  });
});

describe("every CronJob", () => {
  const cronJobs = () => objects.prod!.filter(({ kind }) => kind === "CronJob");

  it("runs one Job at a time, with a time limit and a start deadline", () => {
    expect(cronJobs()).toHaveLength(2);
    for (const object of cronJobs()) {
      const { spec } = object as unknown as CronJob;
      expect(spec).toMatchObject({
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: expect.any(Number),
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
      });
      expect(spec.jobTemplate.spec).toMatchObject({
        backoffLimit: 2,
        activeDeadlineSeconds: 1800,
        ttlSecondsAfterFinished: expect.any(Number),
      });
      expect(spec.jobTemplate.spec.template.spec).toMatchObject({ restartPolicy: "Never" });
    }
  });

  it("has no priority class", () => {
    for (const { name, kind, pod } of workloads("prod")) {
      if (kind === "CronJob") expect([name, pod.priorityClassName]).toEqual([name, undefined]);
    }
  });
});

describe.each(STACKS)("every StatefulSet of %s", (stack) => {
  it("has a headless Service that selects its pods", () => {
    const services = objects[stack]!.filter(({ kind }) => kind === "Service");
    const sets = objects[stack]!.filter(({ kind }) => kind === "StatefulSet");
    for (const { metadata, spec } of sets) {
      const { serviceName, selector } = spec as { serviceName: string; selector: object };
      const service = services.find(
        (each) =>
          each.metadata.name === serviceName && each.metadata.namespace === metadata.namespace,
      );
      expect(service?.spec).toMatchObject({
        clusterIP: "None",
        selector: (selector as { matchLabels: object }).matchLabels,
      });
    }
  });
});

describe.each(STACKS)("the stored data of %s", (stack) => {
  it("survives the replacement and deletion of its StatefulSet", () => {
    const sets = objects[stack]!.filter(({ kind }) => kind === "StatefulSet");
    expect(sets.length).toBeGreaterThan(2);
    for (const set of sets) {
      expect(set.metadata).toMatchObject({
        annotations: { "pulumi.com/deletionPropagationPolicy": "orphan" },
      });
      expect(set.spec).toMatchObject({
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      });
    }
  });
});

describe.each(STACKS)("the namespaces of %s", (stack) => {
  it("enforce a pinned version of the restricted Pod Security Standard", () => {
    const namespaces = objects[stack]!.filter(({ kind }) => kind === "Namespace");
    expect(namespaces.map(({ metadata }) => metadata.name)).toEqual([
      "autodealgenie",
      "monitoring",
    ]);
    for (const { metadata } of namespaces) {
      for (const mode of ["enforce", "audit", "warn"]) {
        expect(metadata.labels).toMatchObject({
          [`pod-security.kubernetes.io/${mode}`]: "restricted",
          [`pod-security.kubernetes.io/${mode}-version`]: "v1.34",
        });
      }
    }
  });
});

describe.each(STACKS)("the RBAC permissions in %s", (stack) => {
  const readable = ["get", "list", "watch"];
  const discovery = [
    { apiGroups: [""], resources: ["services", "pods"], verbs: readable },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: readable },
  ];
  const pods = [{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] }];
  const workloadKinds = [
    { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["list", "watch"] },
  ];
  const cronJobs = [{ apiGroups: ["batch"], resources: ["cronjobs"], verbs: ["list", "watch"] }];
  const roles = (kind: string) => objects[stack]!.filter((object) => object.kind === kind);
  const rightsOf = (kind: string) =>
    Object.fromEntries(
      roles(kind).map(({ metadata: { namespace, name }, rules }) => [
        [namespace, name].filter(Boolean).join("/"),
        rules,
      ]),
    );

  it("are limited, per namespace, to discovering targets and listing pods and workloads", () => {
    expect(rightsOf("Role")).toEqual({
      "autodealgenie/prometheus-discovery": discovery,
      "monitoring/prometheus-discovery": discovery,
      "autodealgenie/kube-state-metrics-pods": pods,
      "monitoring/kube-state-metrics-pods": pods,
      "autodealgenie/kube-state-metrics-workloads": workloadKinds,
      "monitoring/kube-state-metrics-workloads": workloadKinds,
      ...(stack === "prod" && {
        // Prometheus discovers cert-manager there, which the stack installs.
        "cert-manager/prometheus-discovery": discovery,
        "autodealgenie/kube-state-metrics-cronjobs": cronJobs,
        "monitoring/kube-state-metrics-cronjobs": cronJobs,
      }),
    });
  });

  it("allow only reading node metrics for Prometheus at cluster level", () => {
    expect(rightsOf("ClusterRole")).toEqual({
      "autodealgenie-prometheus-nodes": [
        { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      ],
    });
  });

  it("are bound only to the ServiceAccount of the server that needs them", () => {
    const bindings = [...roles("RoleBinding"), ...roles("ClusterRoleBinding")];
    expect(bindings).toHaveLength({ dev: 7, prod: 10 }[stack]);
    for (const { metadata, roleRef, subjects } of bindings) {
      expect(roleRef).toMatchObject({ name: metadata.name });
      const server = /prometheus|kube-state-metrics/.exec(metadata.name)![0];
      expect(subjects).toEqual([{ kind: "ServiceAccount", name: server, namespace: "monitoring" }]);
    }
  });
});
