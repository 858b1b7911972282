import type { RuleGroup } from "../../alert-rules";
import { receiversOf } from "../../infra/alert-delivery/routes";
import { worstDelays } from "../../infra/alert-delivery/delay";
import { findings, type StackModel } from "../../infra/model-checks";
import { scaledGroups } from "../../infra/rendered-config/rules";
import { scrapeConfigs } from "../../infra/rendered-config/scrapeConfigs";
import { toYaml } from "../../infra/rendered-config/yaml";
import { networkPolicies } from "../../infra/kubernetes/network/policies";
import type { ScrapedWorkloads } from "../../infra/kubernetes/network/flows";
import { buildStack } from "../../infra/plan";
import { manifestPath, type KubernetesManifest } from "../../tools/render/objects";
import { configOf, renderStack } from "../../tools/render/render";
import { compareTrees } from "../../tools/review/compare";
import type { Tree } from "../../tools/review/model/model";
import type { Benchmark } from "./benchmark";
import { madeDashboards, madeGroups, madeServers, withMade, withServers } from "./made";

const [FEW, MANY] = [100, 1000] as const;
/** Ten times as many take ten times as long, and a little for larger heaps. */
const LINEAR = 12;
const MADE = { times: LINEAR, value: 0.001 };

interface Sizes<T> {
  readonly few: T;
  readonly many: T;
}

/** A benchmark of so many things against a tenth of them: 10 is linear, 100 would be the square. */
function growth<T>(
  what: string,
  name: string,
  why: string,
  prepare: (declared: StackModel, count: number) => T,
  make: (prepared: T, declared: StackModel) => unknown,
  reach: Benchmark["reach"] = MADE,
): Benchmark<Sizes<T> & { readonly declared: StackModel }> {
  return {
    name,
    against: `the same of ${FEW}`,
    why,
    reach,
    per: { count: MANY, what },
    rounds: 9,
    cpu: true,
    setup: () => {
      const { declared } = buildStack(configOf("dev"));
      return { declared, few: prepare(declared, FEW), many: prepare(declared, MANY) };
    },
    work: ({ many, declared }) => make(many, declared),
    baseline: ({ few, declared }) => make(few, declared),
  };
}

const services = growth(
  "service",
  "making 1,000 servers and their scrape_configs",
  "A server is a dozen of objects, and its ServiceMonitor a list of relabelings: each is made from its own arguments alone.",
  (_, count) => count,
  (count, { times }) =>
    scrapeConfigs(madeServers(count, times).flatMap(({ monitor }) => monitor ?? [])),
);

/** Every run has queries that none had before: they are parsed, and not remembered. */
let seen = 0;
const fresh = (count: number): readonly RuleGroup[] => madeGroups(count, (seen += count));

const alerts = growth(
  "alert",
  "making, scaling, timing and routing 1,000 alerts",
  "A query is parsed once and read for its syntax, its durations and its delay; a route is found by the labels.",
  (_, count) => count,
  (count, { times, routing }) => {
    const groups = scaledGroups(fresh(count), 5);
    worstDelays(groups, times, 3);
    for (const { alert, labels } of groups
      .flatMap(({ rules }) => rules)
      .filter((rule) => "alert" in rule)) {
      receiversOf(routing, { alertname: alert, ...labels });
    }
  },
);

const drawn = growth(
  "dashboard",
  "building 1,000 dashboards to JSON",
  "Four panels of five queries, one of them the dashboard's own: Grafana's builders make them, and each query is narrowed to what is chosen.",
  (_, count) => count,
  (count) => madeDashboards(count, (seen += count)).map((each) => JSON.stringify(each)),
);

const checks = growth(
  "service, alert and dashboard",
  "checking dev with 1,000 more of each",
  "Names are looked up, selectors find what has the rarest of their labels, and of the network only those pairs are looked at that something lets through or needs.",
  withMade,
  (more) => findings(more),
  { times: LINEAR },
);

const policies = growth(
  "service",
  "the network policies of dev with 1,000 more servers",
  "The flows are sorted by their ends once.",
  ({ network, times }, count): ScrapedWorkloads => withServers(network.parts, count, times),
  (workloads, { network }) => networkPolicies(workloads, network.settings),
);

const comparing: Benchmark<Sizes<readonly [Tree, Tree]>> = {
  name: "comparing dev with 1,000 more servers, alerts and dashboards",
  against: `the same of ${FEW}`,
  why: "Some twelve files are read for each of them on both sides, which takes most of the time, and compared by their paths.",
  reach: { times: LINEAR },
  per: { count: MANY, what: "service, alert and dashboard" },
  rounds: 3,
  cpu: true,
  long: "reading 1,000 of each takes half a minute",
  setup: async () => {
    const { files } = await renderStack("dev");
    const { declared } = buildStack(configOf("dev"));
    return { few: trees(files, declared, FEW), many: trees(files, declared, MANY) };
  },
  work: ({ many }) => compareTrees(...many),
  baseline: ({ few }) => compareTrees(...few),
};

/** A rendered tree with so many more, and the same with each of them changed. */
function trees(files: Tree, declared: StackModel, count: number): readonly [Tree, Tree] {
  return [
    new Map([...files, ...written(declared, count, 0)]),
    new Map([...files, ...written(declared, count, 1)]),
  ];
}

function written(declared: StackModel, count: number, from: number): readonly [string, string][] {
  const objects = madeServers(count, declared.times)
    .flatMap(({ account, configMaps, service, monitor, roles, resource }) => [
      ...[account, ...configMaps, service, ...(monitor ? [monitor] : []), ...roles, resource],
    ])
    .map((object) => object as unknown as KubernetesManifest);
  return [
    ...objects.map((object): [string, string] => [manifestPath(object), toYaml(object)]),
    ["prometheus/rules/made.yml", toYaml({ groups: madeGroups(count, from) })],
    ...madeDashboards(count, from).map((each): [string, string] => [
      `grafana/dashboards/${each.uid}.json`,
      JSON.stringify(each),
    ]),
  ];
}

export const growthBenchmarks: readonly Benchmark[] = [
  services,
  alerts,
  drawn,
  checks,
  policies,
  comparing,
];
