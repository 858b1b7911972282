import { NETWORK } from "../../../lab/cluster/layout";
import { corednsObjects } from "../../../lab/deploy/coredns";
import type { KubeObject } from "../../../lab/deploy/object";
import { find } from "../support/objects";

interface Deployment extends KubeObject {
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly securityContext: { readonly runAsUser: number };
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly securityContext: object;
          readonly resources: { readonly limits: { readonly memory: string } };
          readonly readinessProbe: { readonly httpGet: { readonly port: number } };
          readonly livenessProbe: { readonly httpGet: { readonly port: number } };
          readonly volumeMounts: readonly { readonly mountPath: string }[];
        }[];
        readonly volumes: readonly object[];
      };
    };
  };
}

interface Service extends KubeObject {
  readonly spec: {
    readonly clusterIP: string;
    readonly selector: object;
    readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
  };
}

interface ConfigMap extends KubeObject {
  readonly data: { readonly Corefile: string };
}

interface Role extends KubeObject {
  readonly rules: readonly {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

describe("the cluster's DNS", () => {
  const { spec } = find(corednsObjects, "Deployment", "coredns") as Deployment;
  const pod = spec.template;
  const container = pod.spec.containers[0]!;

  it("complies with the restricted pod security profile", () => {
    expect(pod.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.spec.securityContext.runAsUser).toBeGreaterThan(0);
    expect(pod.spec.containers).toHaveLength(1);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    for (const key of ["hostNetwork", "hostPID", "hostIPC", "initContainers"]) {
      expect(pod.spec).not.toHaveProperty(key);
    }
    expect(pod.spec.volumes).toEqual([{ name: "config", configMap: { name: "coredns" } }]);
    expect(container.resources.limits.memory).toMatch(/^\d+Mi$/);
  });

  it("has a Service at the address that pods query, with the ports that its pod listens on", () => {
    const { spec: service } = find(corednsObjects, "Service", "kube-dns") as Service;
    expect(service.clusterIP).toBe(NETWORK.dns);
    expect(service.selector).toEqual(pod.metadata.labels);
    expect(spec.selector.matchLabels).toEqual(pod.metadata.labels);

    const { Corefile } = (find(corednsObjects, "ConfigMap", "coredns") as ConfigMap).data;
    expect(service.ports.map(({ port }) => port)).toEqual([53, 53]);
    for (const { targetPort } of service.ports) {
      expect(Corefile).toMatch(new RegExp(`^\\.:${targetPort} \\{`));
    }
    expect(Corefile).toContain(`ready :${container.readinessProbe.httpGet.port}\n`);
    expect(Corefile).toContain(`health :${container.livenessProbe.httpGet.port}\n`);
    const [mount] = container.volumeMounts;
    expect(container.args).toEqual(["-conf", `${mount!.mountPath}/Corefile`]);
  });

  it("may only list and watch the resources that it serves", () => {
    const { rules } = find(corednsObjects, "ClusterRole", "system:coredns") as Role;
    expect(rules.flatMap(({ resources }) => resources).sort()).toEqual([
      "endpointslices",
      "namespaces",
      "services",
    ]);
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["list", "watch"]));
  });
});
