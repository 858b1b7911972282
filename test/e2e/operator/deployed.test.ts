import { panelQueries, filledIn, type Dashboard } from "../../../dashboards";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { renderStack } from "../../../tools/render/render";
import { eventually } from "../../../tools/polling";
import { kubectlGet } from "../../../lab/cluster/kubectl";
import { urlOf } from "../../../lab/cluster/layout";
import { activeTargets, loadedRules, query } from "../../../lab/clients/prometheus";
import { arrived } from "../../../lab/clients/receivers";
import { extraSettings } from "../../../lab/deploy/extras";
import { stackSettings } from "../../../lab/deploy/stack";
import { Traffic } from "../../../lab/traffic/traffic";
import { MAY_BE_EMPTY } from "../support/emptyPanels";
import { labConfig } from "../support/labStack";
import { TIME_SCALE } from "../support/scale";
import { settled } from "../support/settled";

/** The usual traffic of this hour is learned from an hour of requests, here six minutes, and then recorded. */
const LEARNT_SECONDS = 480;

interface Rules extends KubernetesManifest {
  readonly spec: {
    readonly groups: readonly {
      readonly rules: readonly { readonly alert?: string; readonly record?: string }[];
    }[];
  };
}

let objects: readonly KubernetesManifest[];

beforeAll(async () => {
  ({ objects } = await renderStack("dev", stackSettings(TIME_SCALE, extraSettings(["operator"]))));
  await settled();
});

describe("with prometheus-operator", () => {
  it("the operator's Prometheus scrapes every target of the stack, and nothing else", async () => {
    const targets = await activeTargets();
    expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
    expect(targets.filter(({ labels }) => labels.job === "backend")).toHaveLength(2);
    expect(targets.map(({ labels }) => labels.environment)).toEqual(
      targets.map(() => labConfig.environment),
    );
  });

  it("every rule is evaluated without an error", async () => {
    const wanted = objects
      .filter(({ kind }) => kind === "PrometheusRule")
      .flatMap((object) => (object as Rules).spec.groups)
      .flatMap(({ rules }) => rules.map(({ alert, record }) => alert ?? record));
    expect(wanted.length).toBeGreaterThan(100);
    await eventually("every rule has been evaluated", 60, async () => {
      const rules = await loadedRules();
      expect(rules.map(({ name }) => name).sort()).toEqual([...wanted].sort());
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    });
  });

  it("heartbeats reach the dead-man's switch", async () => {
    await eventually("a heartbeat", 60, async () => {
      expect(await arrived("watchdog", "Watchdog")).not.toEqual([]);
    });
  });

  it("the stack deploys no StatefulSet in the monitoring namespace", async () => {
    const { items } = await kubectlGet<{ items: { metadata: { name: string } }[] }>([
      "statefulsets",
      `--namespace=${labConfig.namespaces.monitoring.name}`,
    ]);
    expect(items).toEqual([]);
  });

  it("every query of every dashboard panel has data", async () => {
    const { items } = await kubectlGet<{ items: { data: Record<string, string> }[] }>([
      "configmaps",
      "--all-namespaces",
      "--selector=grafana_dashboard=1",
    ]);
    const dashboards = items.flatMap(({ data }) =>
      Object.values(data).map((text) => JSON.parse(text) as Dashboard),
    );
    expect(dashboards.length).toBeGreaterThan(5);
    const isExcused = (uid: string, panelId: number) =>
      MAY_BE_EMPTY.some(({ at }) => at.uid === uid && at.panelId === panelId);
    const asked = dashboards
      .flatMap(panelQueries)
      .filter(({ dashboard, panelId }) => !isExcused(dashboard, panelId));
    expect(asked.length).toBeGreaterThan(100);
    const over = new AbortController();
    const people = { baseUrl: urlOf("backend"), users: 5, requestsPerSecond: 20 };
    const traffic = new Traffic({ ...people, signal: over.signal }).run();
    let without = asked;
    try {
      await eventually("each query has data", LEARNT_SECONDS, async () => {
        const answers = await Promise.all(
          without.map(async (it) =>
            (await query(filledIn(it.expr, "1m"))).length > 0 ? [] : [it],
          ),
        );
        without = answers.flat();
        expect(
          without.map(({ dashboard, title, expr }) => `${dashboard} "${title}": ${expr}`),
        ).toEqual([]);
      });
    } finally {
      over.abort();
      await traffic;
    }
  }, 600_000);
});
