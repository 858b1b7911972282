import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import { unfiltered, type FilteredPod } from "../../../lab/deploy/enforced";

const pod = (
  name: string,
  podIP: string,
  more: { readonly labels?: FilteredPod["metadata"]["labels"]; readonly phase?: string } = {},
): FilteredPod => ({
  kind: "Pod",
  metadata: { name, namespace: "monitoring", labels: more.labels ?? { app: name } },
  spec: {},
  status: { phase: more.phase ?? "Running", podIP },
});

const policy = (name: string, matchLabels?: Readonly<Record<string, string>>) =>
  ({
    kind: "NetworkPolicy",
    metadata: { name, namespace: "monitoring" },
    spec: { podSelector: matchLabels ? { matchLabels } : {} },
  }) as unknown as NetworkPolicy;

/** The rules that kube-router 2.1.0 writes for a pod, in the format of iptables-save. */
function written(
  name: string,
  address: string,
  chain: string,
  policies: readonly string[],
): { readonly chains: string; readonly rules: string } {
  const told = `POD name:${name} namespace: monitoring to chain ${chain}`;
  return {
    chains: `:${chain} - [0:0]\n`,
    rules: [
      `-A KUBE-ROUTER-FORWARD -d ${address}/32 -m comment --comment "rule to jump traffic destined to ${told}" -j ${chain}`,
      `-A KUBE-ROUTER-FORWARD -s ${address}/32 -m comment --comment "rule to jump traffic from ${told}" -j ${chain}`,
      ...policies.map(
        (each) =>
          `-A ${chain} -m comment --comment "run through nw policy ${each}" -j KUBE-NWPLCY-JZRP4RXP5XXSRVDE`,
      ),
      `-A ${chain} -j MARK --set-xmark 0x20000/0x20000\n`,
    ].join("\n"),
  };
}

function saved(...pods: readonly ReturnType<typeof written>[]): string {
  return `*filter\n:INPUT ACCEPT [1:2]\n${pods.map(({ chains }) => chains).join("")}${pods.map(({ rules }) => rules).join("")}COMMIT\n`;
}

const web = written("web", "10.244.0.5", "KUBE-POD-FW-AAAA", ["default-deny", "web"]);
const POLICIES = [
  policy("default-deny"),
  policy("web", { app: "web" }),
  policy("db", { app: "db" }),
];

describe("pods without enforced network policies", () => {
  it("are those whose rules do not match exactly the policies that select them", () => {
    const pods = [pod("web", "10.244.0.5")];
    expect(unfiltered(saved(web), pods, POLICIES)).toEqual([]);
    for (const policies of [["default-deny"], ["default-deny", "web", "db"], []]) {
      const rules = saved(written("web", "10.244.0.5", "KUBE-POD-FW-AAAA", policies));
      expect(unfiltered(rules, pods, POLICIES)).toEqual(["monitoring/web"]);
    }
  });

  it("include those whose rules belong to another address or name", () => {
    expect(unfiltered(saved(web), [pod("web", "10.244.0.6")], POLICIES)).toEqual([
      "monitoring/web",
    ]);
    expect(unfiltered(saved(web), [pod("db", "10.244.0.5")], POLICIES)).toEqual(["monitoring/db"]);
    expect(unfiltered("", [pod("web", "10.244.0.5")], POLICIES)).toEqual(["monitoring/web"]);
  });

  it("include those without rules, even if no policy selects them", () => {
    const free = written("free", "10.244.0.7", "KUBE-POD-FW-BBBB", []);
    const pods = [pod("free", "10.244.0.7")];
    expect(unfiltered(saved(free), pods, [policy("web", { app: "web" })])).toEqual([]);
    expect(unfiltered(saved(web), pods, [])).toEqual(["monitoring/free"]);
  });

  it("exclude ended pods and pods on the host network", () => {
    const own: FilteredPod = { ...pod("own", "10.200.0.1"), spec: { hostNetwork: true } };
    const ended = pod("ended", "10.244.0.8", { phase: "Succeeded" });
    expect(unfiltered("", [own, ended], POLICIES)).toEqual([]);
  });

  it("cannot be determined if a policy uses matchExpressions", () => {
    const odd = {
      ...policy("odd"),
      spec: { podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } },
    };
    expect(() =>
      unfiltered(saved(web), [pod("web", "10.244.0.5")], [odd as NetworkPolicy]),
    ).toThrow("Teach labelsOf() in enforced.ts");
  });
});
