import type { LabelSelector, Operated } from "../../../tools/preflight/objects";
import { answersOf, kind, USUAL } from "./clusters";
import { changed, misfits, settingsWith, told } from "./misfits";

const beside = settingsWith("dev", {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
});
const KINDS = ["servicemonitors", "prometheusrules", "scrapeconfigs", "alertmanagerconfigs"].map(
  (name) => kind(`${name}.monitoring.coreos.com`),
);

type Spec = Operated["spec"];

const EVERYWHERE: Spec = {
  serviceMonitorNamespaceSelector: {},
  ruleNamespaceSelector: {},
  scrapeConfigNamespaceSelector: {},
  alertmanagerConfigNamespaceSelector: {},
};
/** Selects all objects with some labels, of every kind. */
const by = (which: LabelSelector): Spec => ({
  serviceMonitorSelector: which,
  ruleSelector: which,
  scrapeConfigSelector: which,
  alertmanagerConfigSelector: which,
});
const ALL = { ...EVERYWHERE, ...by({}) };
const byRelease = (release: string) => by({ matchLabels: { release } });

const operated = (name: string, namespace: string, spec: Spec) => ({
  status: 200,
  body: { items: [{ metadata: { name, namespace }, spec }] },
});

/** A cluster with an operator that has one Prometheus and one Alertmanager. */
function cluster(spec: Spec, { namespace = "monitoring", kinds = KINDS, alertmanager = ALL } = {}) {
  return answersOf(
    { ...USUAL, kinds },
    {
      prometheuses: operated("k8s", namespace, spec),
      alertmanagers: operated("main", "monitoring", alertmanager),
    },
  );
}

it("finds nothing if the operator's servers select the stack's objects", () => {
  const usual = { ...EVERYWHERE, ...byRelease("kube-prometheus-stack") };
  expect(misfits(beside, cluster(usual, { alertmanager: usual }))).toEqual([]);
  expect(misfits(beside, cluster(ALL))).toEqual([]);
});

it("finds a selector for another release, and suggests the label that it requires", () => {
  const answers = cluster({ ...EVERYWHERE, ...byRelease("metrics") });
  const found = misfits(beside, answers);
  expect(told(found)).toEqual(Array(3).fill("prometheus-operator!"));
  expect(found[0]!.set).toEqual([{ path: "operator.labels", value: { release: "metrics" } }]);
  expect(misfits(changed(beside, found[0]!.set!), answers)).toEqual([]);
});

it.each([
  ["only looks into its own namespace", cluster(byRelease("kube-prometheus-stack"))],
  ["is in another namespace", cluster(ALL, { namespace: "observability" })],
  ["selects nothing", cluster(EVERYWHERE)],
])("finds a Prometheus that %s", (_, answers) => {
  expect(told(misfits(beside, answers))).toEqual(Array(3).fill("prometheus-operator!"));
});

it.each([
  ["rule", "PrometheusRule", "no alert would fire"],
  ["scrapeConfig", "ScrapeConfig", "containers and volumes would not be measured"],
] as const)(
  "finds a Prometheus whose %sSelector or namespace selector does not match the stack",
  (prefix, kind, otherwise) => {
    for (const spec of [
      { ...ALL, [`${prefix}Selector`]: null },
      { ...ALL, [`${prefix}Selector`]: { matchLabels: { team: "shop" } } },
      { ...ALL, [`${prefix}NamespaceSelector`]: undefined },
      { ...ALL, [`${prefix}NamespaceSelector`]: { matchLabels: { team: "shop" } } },
    ]) {
      const found = misfits(beside, cluster(spec));
      expect(found).toHaveLength(1);
      expect(found[0]!.what).toContain(`selects the stack's ${kind}s: ${otherwise}`);
    }
  },
);

it("finds an Alertmanager that does not select the AlertmanagerConfig, or a missing Alertmanager", () => {
  const narrow = { ...ALL, alertmanagerConfigSelector: { matchLabels: { release: "metrics" } } };
  const found = misfits(beside, cluster(ALL, { alertmanager: narrow }));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    fails: true,
    what: expect.stringContaining("nobody would be notified") as string,
    seen: 'Alertmanager monitoring/main, which selects 0 of 1 AlertmanagerConfigs, by {"matchLabels":{"release":"metrics"}}',
    set: [{ path: "operator.labels", value: { release: "metrics" } }],
  });
  const none = { ...cluster(ALL), alertmanagers: { status: 200, body: { items: [] } } };
  expect(misfits(beside, none)[0]!.seen).toBe("no Alertmanager");
});

it("finds missing kinds", () => {
  const [first, ...others] = KINDS;
  const found = misfits(beside, cluster(ALL, { kinds: others }));
  expect(told(found)).toEqual(["kinds!"]);
  expect(found[0]!.seen).toBe(`no ${first!.metadata.name}`);
});
