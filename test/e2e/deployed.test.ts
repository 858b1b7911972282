import { certManagerCrds, readCertManagerCrds } from "../../lab/builder/certManagerCrds";
import { build } from "../../lab/builder/progress";
import { kubectl } from "../../lab/cluster/kubectl";
import { CERT_MANAGER } from "../../infra/objects/names";
import { renderStack, type KubernetesManifest } from "../../tools/render/render";
import { activeTargets, loadedRules } from "../../lab/clients/prometheus";
import { arrived } from "../../lab/clients/receivers";
import { eventually } from "../../tools/polling";
import { buildStack } from "../../infra/plan";
import { labConfig } from "./support/labStack";
import { settled } from "./support/settled";

beforeAll(() => settled());

/** An object as if it had never been applied: some fields can be set only at creation. */
function asNew(object: KubernetesManifest): KubernetesManifest {
  if (object.kind === "CustomResourceDefinition") return object;
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-new` } };
}

const listOf = (items: readonly object[]) =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items });

describe("the API server", () => {
  const namespace = listOf([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: CERT_MANAGER } },
  ]);
  let kinds = "";

  // Adds cert-manager's kinds and its namespace, so that the cluster with dev is also sufficient for prod's objects.
  beforeAll(async () => {
    await build([certManagerCrds]);
    kinds = listOf(readCertManagerCrds());
    for (const list of [kinds, namespace]) {
      await kubectl(["apply", "--server-side", "-f", "-"], list);
    }
    await kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", "-"], kinds);
  }, 120_000);

  afterAll(async () => {
    // A kind that is deleted before the API server can list its objects takes minutes to disappear.
    const names = readCertManagerCrds().map(({ metadata }) => metadata.name);
    await eventually("what is of cert-manager's kinds is listed", 60, () =>
      kubectl(["get", names.join(","), "--all-namespaces"]),
    );
    for (const list of [namespace, kinds]) await kubectl(["delete", "--wait", "-f", "-"], list);
  }, 360_000);

  it.each(["dev", "prod"] as const)("accepts every manifest of %s in a dry run", async (stack) => {
    const { objects } = await renderStack(stack);
    const items = objects.filter(({ kind }) => kind !== "Namespace").map(asNew);
    const dryRun = ["apply", "--server-side", "--dry-run=server", "--warnings-as-errors"];
    const said = await kubectl([...dryRun, "-f", "-"], listOf(items));
    expect(said.trim().split("\n")).toHaveLength(items.length);
    expect(items.length).toBeGreaterThan(20);
  });
});

describe("the deployed stack", () => {
  it("scrapes every target of every ServiceMonitor", async () => {
    // The target of a pod that has just become Ready is up only after its next scrape.
    await eventually("every target is up", 60, async () => {
      const targets = await activeTargets();
      expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
      expect(targets.filter(({ labels }) => labels.job === "backend")).toHaveLength(2);
    });
  });

  it("evaluates every alert rule", async () => {
    await eventually("every rule has been evaluated", 60, async () => {
      const rules = await loadedRules();
      const declared = buildStack(labConfig)
        .declared.ruleGroups.flatMap((group) => group.rules)
        .map((rule) => ("alert" in rule ? rule.alert : rule.record));
      expect(rules.map(({ name }) => name).sort()).toEqual(declared.sort());
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    });
  });

  it("sends heartbeats to the dead-man's switch", async () => {
    await eventually("a heartbeat", 60, async () => {
      expect(await arrived("watchdog", "Watchdog")).not.toEqual([]);
    });
  });
});
