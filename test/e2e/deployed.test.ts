import { certManagerCrds, readCertManagerCrds } from "../../lab/builder/certManagerCrds";
import { build } from "../../lab/builder/progress";
import { kubectl } from "../../lab/cluster/kubectl";
import { CERT_MANAGER } from "../../infra/kubernetes/names";
import { renderStack, type KubernetesManifest } from "../../infra/render/render";
import { activeTargets, loadedRules } from "../../lab/ask/prometheus";
import { arrived } from "../../lab/ask/receivers";
import { eventually } from "../../lab/ask/eventually";
import { declare } from "../../infra/plan";
import { labConfig } from "./support/labStack";
import { settled } from "./support/settled";

beforeAll(settled);

/** An object as if nobody had applied it before: some fields can only be set then. */
function asNew(object: KubernetesManifest): KubernetesManifest {
  if (object.kind === "CustomResourceDefinition") return object;
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-new` } };
}

/** Has the cluster be as far as any of prod's is that has cert-manager, while something is done: its kinds, its namespace. */
async function withCertManagerKinds<T>(work: () => Promise<T>): Promise<T> {
  await build([certManagerCrds]);
  const listOf = (items: readonly object[]) =>
    JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const kinds = listOf(readCertManagerCrds());
  const namespace = listOf([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: CERT_MANAGER } },
  ]);
  for (const list of [kinds, namespace]) await kubectl(["apply", "--server-side", "-f", "-"], list);
  try {
    await kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", "-"], kinds);
    return await work();
  } finally {
    for (const list of [kinds, namespace]) await kubectl(["delete", "--wait", "-f", "-"], list);
  }
}

describe("what is deployed", () => {
  it.each(["dev", "prod"] as const)(
    "%s: the API server accepts every manifest in a dry run",
    async (stack) => {
      const { objects } = await renderStack(stack);
      const items = objects.filter(({ kind }) => kind !== "Namespace").map(asNew);
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
      const said = await withCertManagerKinds(() =>
        kubectl(
          ["apply", "--server-side", "--dry-run=server", "--warnings-as-errors", "-f", "-"],
          list,
        ),
      );
      expect(said.trim().split("\n")).toHaveLength(items.length);
      expect(items.length).toBeGreaterThan(20);
    },
  );

  it("scrapes every target of every ServiceMonitor", async () => {
    const targets = await activeTargets();
    expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
    expect(targets.filter(({ labels }) => labels.job === "backend")).toHaveLength(2);
  });

  it("evaluates every alert rule", async () => {
    await eventually("every rule has been evaluated", 60, async () => {
      const rules = await loadedRules();
      const declared = declare(labConfig)
        .declared.ruleGroups.flatMap((group) => group.rules)
        .map((rule) => ("alert" in rule ? rule.alert : rule.record));
      expect(rules.map(({ name }) => name).sort()).toEqual(declared.sort());
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    });
  });

  it("tells the dead-man's switch that it works", async () => {
    await eventually("a heartbeat", 60, async () => {
      expect(await arrived("watchdog", "Watchdog")).not.toEqual([]);
    });
  });
});
