import type { LabelSelector } from "../../../tools/preflight/objects";
import { answersOf, kind, USUAL } from "./clusters";
import { changed, misfits, settingsWith, told } from "./misfits";

const beside = settingsWith("dev", {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
});
const KINDS = ["servicemonitors", "prometheusrules", "scrapeconfigs", "alertmanagerconfigs"].map(
  (name) => kind(`${name}.monitoring.coreos.com`),
);

/** A cluster with an operator that has one Prometheus. */
function cluster(
  spec: { serviceMonitorSelector?: LabelSelector; serviceMonitorNamespaceSelector?: LabelSelector },
  { namespace = "monitoring", kinds = KINDS } = {},
) {
  const items = [{ metadata: { name: "k8s", namespace }, spec }];
  return answersOf({ ...USUAL, kinds }, { prometheuses: { status: 200, body: { items } } });
}

const EVERYWHERE = { serviceMonitorNamespaceSelector: {} };
const byRelease = (release: string) => ({ serviceMonitorSelector: { matchLabels: { release } } });

it("finds nothing where the operator's Prometheus selects what the stack has", () => {
  const usual = cluster({ ...EVERYWHERE, ...byRelease("kube-prometheus-stack") });
  expect(misfits(beside, usual)).toEqual([]);
  expect(misfits(beside, cluster({ ...EVERYWHERE, serviceMonitorSelector: {} }))).toEqual([]);
});

it("finds another release, and says which label is asked for", () => {
  const answers = cluster({ ...EVERYWHERE, ...byRelease("metrics") });
  const found = misfits(beside, answers);
  expect(told(found)).toEqual(["prometheus-operator!"]);
  expect(found[0]!.set).toEqual([{ path: "operator.labels", value: { release: "metrics" } }]);
  expect(misfits(changed(beside, found[0]!.set!), answers)).toEqual([]);
});

it.each([
  ["looks into its own namespace alone", cluster(byRelease("kube-prometheus-stack"))],
  [
    "is elsewhere",
    cluster({ ...EVERYWHERE, serviceMonitorSelector: {} }, { namespace: "observability" }),
  ],
  ["selects nothing", cluster(EVERYWHERE)],
])("finds a Prometheus that %s", (_, answers) => {
  expect(told(misfits(beside, answers))).toEqual(["prometheus-operator!"]);
});

it("finds kinds that are not there", () => {
  const [first, ...others] = KINDS;
  const spec = { ...EVERYWHERE, serviceMonitorSelector: {} };
  const found = misfits(beside, cluster(spec, { kinds: others }));
  expect(told(found)).toEqual(["kinds!"]);
  expect(found[0]!.seen).toBe(`no ${first!.metadata.name}`);
});
