import { merged } from "../../../tools/render/merge";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { networkChanges } from "../../../tools/review/changes/network";
import { permissionChanges } from "../../../tools/review/changes/permissions";
import { workloadChanges } from "../../../tools/review/changes/workloads";
import type { Change } from "../../../tools/review/change";
import { sentence } from "../../../tools/review/format/wording";
import type { Model } from "../../../tools/review/model/model";

const lines = (changes: readonly Change[]) =>
  changes.map((change) => `${change.rank}: ${sentence(change)}`);

const modelOf = (objects: readonly KubernetesManifest[]) =>
  ({ objects: new Map(objects.map((object, i) => [String(i), object])) }) as unknown as Model;

describe("a workload", () => {
  const container = {
    name: "web",
    image: "registry.example:5000/web:1.0",
    args: ["--verbose", "--peer=a", "--peer=b"],
    env: [{ name: "LEVEL", value: "info" }],
    securityContext: { runAsNonRoot: true, capabilities: { drop: ["ALL"] } },
  };
  const deployment = (own: object = {}, spec: object = {}): KubernetesManifest => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      replicas: 2,
      template: { spec: { containers: [merged(container, own)] } },
      ...spec,
    },
  });
  const told = (own: object, spec?: object) =>
    lines(workloadChanges(deployment(), deployment(own, spec)));

  it.each([
    [{ image: "registry.example:5000/web:1.1" }, "registry.example:5000/web 1.0 -> 1.1"],
    [
      { image: "registry.example:5000/web@sha256:ab" },
      "registry.example:5000/web 1.0 -> sha256:ab",
    ],
    [{ image: "other/web:1.0" }, "registry.example:5000/web:1.0 -> other/web:1.0"],
    [{ args: ["--peer=a", "--peer=b"] }, "--verbose removed"],
    [{ args: ["--verbose", "--peer=a"] }, '--peer ["a","b"] -> a'],
    [{ env: [{ name: "LEVEL", value: "debug" }] }, "LEVEL info -> debug"],
    [{ env: [{ name: "PASSWORD", value: "x" }] }, "LEVEL info -> none, PASSWORD none -> [hidden]"],
    [{ resources: { limits: { memory: "1Gi" } } }, 'resources none -> {"limits":{"memory":"1Gi"}}'],
  ])("with %j restarts, and the report names the change", (own, text) => {
    const [first, ...more] = told(own);
    expect(first).toMatch(/^other: shop\/web: /);
    expect(first).toContain(text);
    expect(more).toEqual(["other: shop/web: restarts 2 pods"]);
  });

  it.each([
    [{ securityContext: { runAsNonRoot: false } }, "access"],
    [{ securityContext: { capabilities: { drop: [] } } }, "access"],
    [{ securityContext: { privileged: true } }, "access"],
    [{ securityContext: { readOnlyRootFilesystem: true } }, "other"],
    [{ securityContext: { allowPrivilegeEscalation: false } }, "other"],
    [{ securityContext: { capabilities: { drop: ["ALL", "NET_RAW"] } } }, "other"],
    [{ securityContext: { capabilities: { add: ["NET_ADMIN"] } } }, "access"],
  ])("with %j is ranked as access only if it gains privileges", (own, rank) => {
    expect(told(own)[0]).toMatch(new RegExp(`^${rank}: `));
  });

  it("without replicas is reported to restart its pods, without a number", () => {
    expect(told({ image: "registry.example:5000/web:2" }, { replicas: undefined })).toEqual([
      "other: shop/web: replicas 2 -> none; restarts its pods",
      "other: shop/web: registry.example:5000/web 1.0 -> 2",
    ]);
  });
});

describe("the network", () => {
  const policy = (name: string, spec: object): KubernetesManifest => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: "shop" },
    spec,
  });
  const web = { matchLabels: { "app.kubernetes.io/name": "web" } };
  const from = (...names: readonly string[]) => ({
    podSelector: web,
    policyTypes: ["Ingress"],
    ingress: names.map((name) => ({
      from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } }],
      ports: [{ port: 80 }],
    })),
  });
  const told = (before: readonly KubernetesManifest[], after: readonly KubernetesManifest[]) =>
    lines(networkChanges(modelOf(before), modelOf(after)));

  it("is reported as opened if a policy allows one more source", () => {
    expect(told([policy("a", from("shop"))], [policy("a", from("shop", "probe"))])).toEqual([
      "access: network edge shop/probe -> shop/web :80: opened",
    ]);
  });

  it("is reported as open to all if the last policy is removed", () => {
    expect(told([policy("a", from("shop"))], [])).toEqual([
      "access: network edge ingress to shop/web: no longer denies by default: all connections are allowed",
      "other: shop/shop -> shop/web :80: no longer allowed",
    ]);
  });

  it("is unchanged if a rule moves to another policy", () => {
    expect(
      told([policy("a", from("x", "y"))], [policy("a", from("x")), policy("b", from("y"))]),
    ).toEqual([]);
  });

  it("is reported as opened to addresses, to any pod and to anybody", () => {
    const spec = {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{}],
      egress: [
        {
          to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }],
          ports: [{ port: 53, protocol: "UDP" }],
        },
        { to: [{ namespaceSelector: {} }] },
      ],
    };
    const closed = policy("a", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(told([closed], [closed, policy("b", spec)])).toEqual([
      "access: network edge anybody -> shop/*: opened",
      "access: network edge shop/* -> 10.0.0.0/8 but 10.1.0.0/16 :53/UDP (out): opened",
      "access: network edge shop/* -> any pod (out): opened",
    ]);
  });
});

describe("permissions", () => {
  const role = (verbs: readonly string[], kind = "Role"): KubernetesManifest => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "reader", ...(kind === "Role" && { namespace: "shop" }) },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs }],
  });
  const binding = (kind: string, ref: string): KubernetesManifest => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "reader", ...(kind === "RoleBinding" && { namespace: "shop" }) },
    roleRef: { kind: ref, name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "web", namespace: "shop" }],
  });
  const told = (before: readonly KubernetesManifest[], after: readonly KubernetesManifest[]) =>
    lines(permissionChanges(modelOf(before), modelOf(after)));

  it("are reported as what an account may do or may no longer do", () => {
    expect(
      told(
        [role(["get"]), binding("RoleBinding", "Role")],
        [role(["list"]), binding("RoleBinding", "Role")],
      ),
    ).toEqual([
      "access: permission shop/web: may list pods in shop",
      "other: shop/web: may no longer get pods in shop",
    ]);
  });

  it("of a ClusterRole apply where it is bound: in a namespace or in the whole cluster", () => {
    const cluster = role(["get"], "ClusterRole");
    expect(
      told(
        [role(["get"]), binding("RoleBinding", "Role")],
        [cluster, binding("RoleBinding", "ClusterRole")],
      ),
    ).toEqual([]);
    expect(told([cluster], [cluster, binding("ClusterRoleBinding", "ClusterRole")])).toEqual([
      "access: permission shop/web: may get pods in the whole cluster",
    ]);
  });

  it("of a role outside the stack are reported by its name", () => {
    expect(told([], [binding("ClusterRoleBinding", "ClusterRole")])).toEqual([
      "access: permission shop/web: may do whatever ClusterRole reader allows in the whole cluster",
    ]);
  });
});
