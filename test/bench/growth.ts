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
const TIMES = MANY / FEW;
/** 1 is linear, and log 1,000 / log 100 = 1.5 is n log n. */
const LINEAR = 1.3;
const MADE = { times: LINEAR, value: 0.001 };

/**
 * The same number of items in small parts. All results are kept, because otherwise the large part alone would pay for
 * the garbage collector's copies of what is still in use.
 */
const inParts = (make: () => unknown): unknown => Array.from({ length: TIMES }, make);

const IN_PARTS = `the same for ${FEW}, ${TIMES} times over`;

interface Sizes<T> {
  readonly few: T;
  readonly many: T;
}

/** A benchmark of many items at once against as many in ten parts: a ratio of 1 is linear, 10 would be quadratic. */
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
    against: IN_PARTS,
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
    baseline: ({ few, declared }) => inParts(() => make(few, declared)),
  };
}

const services = growth(
  "service",
  "making 1,000 servers and their scrape_configs",
  "A server has a dozen objects, and its ServiceMonitor a list of relabelings. Each is made from its own arguments.",
  (_, count) => count,
  (count, { times }) =>
    scrapeConfigs(madeServers(count, times).flatMap(({ monitor }) => monitor ?? [])),
);

/** Every run has new queries, so that they are parsed and do not come from a cache. */
let seen = 0;
const fresh = (count: number): readonly RuleGroup[] => madeGroups(count, (seen += count));

const alerts = growth(
  "alert",
  "making, scaling, timing and routing 1,000 alerts",
  "Each query is parsed once, for its syntax, durations and delay. Its route is found by its labels.",
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
  "Each dashboard has four panels of five queries, one of which is unique. Grafana's builders make them, and each query gets the dashboard's variables.",
  (_, count) => count,
  (count) => madeDashboards(count, (seen += count)).map((each) => JSON.stringify(each)),
);

const checks = growth(
  "service, alert and dashboard",
  "checking dev with 1,000 more of each",
  "Names are looked up in maps, selectors start from their rarest label, and the network check only visits pairs of pods that are allowed or need to connect.",
  withMade,
  (more) => findings(more),
  { times: LINEAR },
);

const policies = growth(
  "service",
  "the network policies of dev with 1,000 more servers",
  "The connections are grouped by their endpoints once.",
  ({ network, times }, count): ScrapedWorkloads => withServers(network.parts, count, times),
  (workloads, { network }) => networkPolicies(workloads, network.settings),
);

const comparing: Benchmark<Sizes<readonly [Tree, Tree]>> = {
  name: "comparing dev with 1,000 more servers, alerts and dashboards",
  against: IN_PARTS,
  why: "Reading about twelve files for each, on both sides, takes most of the time. They are compared by path.",
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
  baseline: ({ few }) => inParts(() => compareTrees(...few)),
};

/** A rendered tree with some more objects, and the same with each of them changed. */
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
