import { load } from "js-yaml";

import { scaledTimes } from "../../../infra/rendered-config/times";
import { ruleFiles } from "../../../infra/rendered-config/rules";
import { plan } from "../../../infra/plan";
import { parseDuration } from "../../../signals/promql/duration";
import { settings } from "../../support/stacks";

interface PrometheusYml {
  readonly global: object;
  readonly storage: { readonly tsdb: { readonly retention: object } };
  readonly scrape_configs: readonly { readonly scrape_interval: string }[];
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { expr: string; for: string }[] }[];
}

/** The dev stack's prometheus.yml. */
function prometheusYml(overrides: Parameters<typeof settings>[1]): PrometheusYml {
  const { data } = plan(settings("dev", overrides)).prometheus.configMaps[0]!;
  return load(data!["prometheus.yml"]!) as PrometheusYml;
}

describe("timeScale", () => {
  it("of 1 leaves every time as it is", () => {
    expect(scaledTimes(1)).toMatchObject({
      scrapeInterval: "15s",
      evaluationInterval: "30s",
      groupWait: "10s",
      criticalRepeat: "4h",
    });
  });

  it("lets the last of at most three Alertmanagers finish waiting for its peers within `groupWait`", () => {
    const { peerTimeout, groupWait } = scaledTimes(1);
    const most = (replicas: number) => () => settings("prod", { alertmanager: { replicas } });
    expect(most(3)).not.toThrow();
    expect(most(4)).toThrow(/alertmanager\.replicas/);
    expect(2 * parseDuration(peerTimeout)).toBeLessThan(parseDuration(groupWait));
  });

  it("lets an Alertmanager's state reach all others within half of `peerTimeout`", () => {
    const { peerTimeout, pushPullInterval } = scaledTimes(1);
    // One of the others gets it in the first exchange, and the last one in the next, whichever peers they choose.
    expect(2 * parseDuration(pushPullInterval)).toBeLessThanOrEqual(parseDuration(peerTimeout) / 2);
  });

  describe("the group flushes of several Alertmanagers", () => {
    const times = scaledTimes(1, { alertmanagers: 3 });
    const [interval, evaluation, resend, wait, peer] = [
      times.groupInterval,
      times.evaluationInterval,
      times.resendDelay,
      times.groupWait,
      times.peerTimeout,
    ].map(parseDuration) as [number, number, number, number, number];
    /** By how much the group intervals of one are later than the other's, which is the same each time. */
    const after = (ms: number) => ((ms % interval) + interval) % interval;

    it("are at least a second away from any evaluation, for the first ten after a restart", () => {
      for (let look = 1; look <= 10; look++) {
        const since = (look * interval) % evaluation;
        expect(Math.min(since, evaluation - since)).toBeGreaterThanOrEqual(1000);
      }
    });

    it.each([1, 2, 3, 4, 5])(
      "are further apart than the last peer waits if one receives the alert %d repeats late",
      (repeats) => {
        // The ones that were not restarted come earlier in the order of peers: they contradict it if they look after
        // it.
        expect(after(wait - repeats * resend)).toBeGreaterThan(2 * peer);
        // If two were restarted, either may be the later one.
        expect(after(repeats * resend)).toBeGreaterThan(2 * peer);
        expect(after(-repeats * resend)).toBeGreaterThan(2 * peer);
      },
    );
  });

  it.each([2, 4, 5, 8, 10, 20, 25, 40, 50])("of %d divides every time evenly", (factor) => {
    expect(() => scaledTimes(factor)).not.toThrow();
    expect(() => plan(settings("dev", { timeScale: factor }))).not.toThrow();
  });

  it("applies to Prometheus, Alertmanager, alert rules and Grafana", () => {
    const workloads = plan(settings("dev", { timeScale: 10 }));
    const file = (part: keyof typeof workloads, index: number, name: string) =>
      workloads[part]!.configMaps[index]!.data![name]!;

    const prometheus = prometheusYml({ timeScale: 10 });
    expect(prometheus.global).toMatchObject({
      scrape_interval: "1500ms",
      scrape_timeout: "1s",
      evaluation_interval: "3s",
    });
    for (const job of prometheus.scrape_configs) expect(job.scrape_interval).toBe("1500ms");

    expect(workloads.prometheus.resource.spec.template.spec!.containers[0]!.args).toEqual(
      expect.arrayContaining([
        "--query.lookback-delta=30s",
        "--rules.alert.resend-delay=6s",
        "--rules.alert.for-grace-period=1m",
      ]),
    );

    expect(load(file("alertmanager", 0, "alertmanager.yml"))).toMatchObject({
      route: { group_wait: "1s", group_interval: "6s" },
    });

    const rules = load(file("prometheus", 1, "alerts.yml")) as RuleFile;
    const highErrorRate = rules.groups[0]!.rules[0]!;
    expect(highErrorRate.for).toBe("30s");
    expect(highErrorRate.expr).toContain("[30s]");
    expect(highErrorRate.expr).not.toContain("[5m]");

    expect(file("grafana", 1, "prometheus.yaml")).toContain("timeInterval: 1500ms");
  });

  it("divides `digestEvery`, and keeps the digest due at each group interval", () => {
    expect(scaledTimes(10, { digestEvery: "10m" })).toMatchObject({
      infoGroupInterval: "1m",
      infoRepeat: "30s",
    });
    expect(scaledTimes(1, { digestEvery: "601s" })).toMatchObject({ infoRepeat: "301s" });

    const workloads = plan(
      settings("dev", { timeScale: 10, notifications: { digestEvery: "12h" } }),
    );
    const { route } = load(workloads.alertmanager.configMaps[0]!.data!["alertmanager.yml"]!) as {
      readonly route: { readonly routes: readonly object[] };
    };
    expect(route.routes).toContainEqual(
      expect.objectContaining({
        matchers: ['severity="info"'],
        group_interval: "72m",
        repeat_interval: "4290s",
      }),
    );
  });

  it("leaves the retention time and size unchanged", () => {
    const [usual, scaled] = [1, 10].map((timeScale) => prometheusYml({ timeScale }).storage);
    expect(scaled).toEqual(usual);
  });

  it("scales a group's own interval too", () => {
    const group = { name: "slow", interval: "5m", rules: [] } as const;
    expect(ruleFiles([group], 10)).toEqual({
      "alerts.yml": expect.stringContaining("interval: 30s"),
    });
  });
});

describe("Prometheus's retention", () => {
  const retention = (storage: "20Gi" | "1Gi") =>
    prometheusYml({ prometheus: { storage } }).storage.tsdb.retention;

  it("is 30 days, and 85 % of the volume", () => {
    expect(retention("20Gi")).toEqual({ time: "30d", size: "17408MB" });
    expect(retention("1Gi")).toEqual({ time: "30d", size: "870MB" });
  });
});
