import type { AlertRule, RuleGroup } from "../../alert-rules";
import { ruleOf } from "../../alert-rules/alert";
import type { Dashboard } from "../../dashboards";
import { dashboard, lines, trace } from "../../dashboards/grafana";
import type { StackModel } from "../../infra/model-checks";
import type { Times } from "../../infra/rendered-config/times";
import { exporterServer } from "../../infra/kubernetes/exporter";
import { egressTo } from "../../infra/kubernetes/network/egress";
import {
  listOf,
  type NetworkSettings,
  type ScrapedWorkloads,
} from "../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../infra/kubernetes/network/policies";
import type { Server } from "../../infra/kubernetes/server";
import { promql } from "../../signals/promql/promql";
import { Signal } from "../../signals/promql/signal";
import { quantityText } from "../../signals/promql/words";
import { perSecond, seconds } from "../../signals/promql/units";
import { LEAST_TRAFFIC, latency, requestRate, errorRatio } from "../../signals/backend";
import { panel } from "../../signals/places";
import { context } from "../support/declared";
import { toolkitTls } from "../../infra/kubernetes/tls/server";

function each<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** A synthetic server that Prometheus scrapes and that connects to another one, like an exporter. */
function madeServer(i: number, asked: number, times: Times): Server {
  const other = { host: `made-${asked}.monitoring.svc`, port: 9100 };
  return exporterServer({
    type: "Made",
    tls: toolkitTls(),
    name: `made-${i}`,
    image: "registry.example/made:1.0.0",
    port: 9100,
    uid: 59000,
    egress: egressTo([other]),
    ownPage: "/health",
    args: [`--asks=http://${other.host}:${other.port}`],
    times,
  });
}

/** A number of them, each of which connects to the next. */
export function madeServers(count: number, times: Times): readonly Server[] {
  return each(count, (i) => madeServer(i, (i + 1) % count, times));
}

const PLACE = { uid: "made-0", panels: { traffic: 1, latency: 2, errors: 3, slow: 4 } } as const;

/** An alert on too much of something, and on its traffic, like most of ours. */
function madeAlert(i: number, query: number): AlertRule {
  const limit = perSecond(100 + query);
  return ruleOf(
    `Made${i}`,
    { for: "10m", severity: i % 2 === 0 ? "warning" : "critical" },
    {
      when: requestRate.above(limit, "5m").and(requestRate.atLeast(LEAST_TRAFFIC, "5m")),
      component: "backend",
      summary: () => "There is too much of it.",
      description: (_, value) => `${value}; the limit is ${quantityText(limit.value, limit.unit)}.`,
      view: panel({ ...PLACE, uid: `made-${i}` }, "traffic"),
    },
    context.links,
  );
}

/** A group with some alerts. @param from the number of the first query: other numbers give other queries */
export function madeGroups(count: number, from = 0): readonly RuleGroup[] {
  return [{ name: "made", rules: each(count, (i) => madeAlert(i, from + i)) }];
}

/** A dashboard with four panels, one of which shows something that no other does. */
function madeDashboard(i: number, query: number): Dashboard {
  const own = new Signal({
    title: "Own",
    description: "Made up.",
    unit: "perSecond",
    query: (w) => promql`${requestRate.query(w)} + ${query}`,
  });
  return dashboard(
    { ...PLACE, uid: `made-${i}` },
    {
      title: `Made ${i}`,
      description: "Made up.",
      tags: ["made"],
      refresh: "30s",
      from: "now-6h",
      rows: [
        ["traffic", "latency"],
        ["errors", "slow"],
      ],
      panels: {
        traffic: drawn(
          "Traffic",
          trace(own, () => "all"),
        ),
        latency: drawn(
          "Latency",
          trace(latency(0.95), () => "p95"),
        ),
        errors: drawn(
          "Errors",
          trace(errorRatio, () => "all"),
        ),
        slow: lines({
          title: "Slow",
          description: "Made up.",
          empty: "None",
          traces: [trace(latency(0.5), () => "p50"), trace(latency(0.99), () => "p99")],
          levels: { raised: seconds(1), high: seconds(2) },
        }),
      },
    },
  );
}

function drawn(title: string, line: Parameters<typeof lines>[0]["traces"][0]) {
  return lines({ title, description: "Made up.", empty: "None", traces: [line] });
}

export function madeDashboards(count: number, from = 0): readonly Dashboard[] {
  return each(count, (i) => madeDashboard(i, from + i));
}

/** The parts of a stack with some more servers. */
export function withServers(
  workloads: ScrapedWorkloads,
  count: number,
  times: Times,
): ScrapedWorkloads {
  const made = madeServers(count, times);
  return { ...workloads, ...Object.fromEntries(made.map((server, i) => [`made${i}`, server])) };
}

/** A stack with some more servers, alerts and dashboards. */
export function withMade(declared: StackModel, count: number): StackModel {
  const { network, ruleGroups, dashboards, runbooks, times } = declared;
  const settings: NetworkSettings = network.settings;
  const workloads = withServers(network.parts, count, times);
  return {
    ...declared,
    workloads: listOf(workloads),
    ruleGroups: [...ruleGroups, ...madeGroups(count)],
    dashboards: [...dashboards, ...madeDashboards(count)],
    runbooks: [...runbooks, ...each(count, (i) => `Made${i}`)],
    network: { parts: workloads, settings, policies: networkPolicies(workloads, settings) },
  };
}
