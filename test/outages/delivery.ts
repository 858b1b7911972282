import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { AlertmanagerConfig, Route } from "../../infra/rendered-config/alertmanager";
import { toYaml } from "../../infra/rendered-config/yaml";
import { parseDuration } from "../../signals/promql/duration";
import { startAlertmanager } from "../support/alertmanager";
import { startPager, type PagerEvent } from "./pager";
import { OUTAGE_LABEL } from "./apart";
import { EVALUATION_SECONDS } from "./engine";
import type { Firing } from "./timeline";

const ROUTING_KEY = "0123456789abcdef0123456789abcdef";

/** A page: an incident that was opened. Seconds since the start of the series. */
export interface Incident {
  readonly opened: number;
  /** Undefined if it is still open. */
  readonly resolved: number | undefined;
}

/** How many times faster than in production everything runs. */
const FASTEST = 200;
const SLOWEST = 10;
/** A page that is this many seconds late shows that the machine is too busy for the pace. */
const LATE = EVALUATION_SECONDS;

/**
 * Sends all timelines to a real Alertmanager at the same time, without mixing them, and returns the resulting incidents
 * in PagerDuty, in the order of the timelines. On a busy machine this is repeated at half the pace until pages are on
 * time: a late Alertmanager sends something else than it would in production.
 *
 * @param configAt the stack's configuration with all times divided by a pace, and with other addresses of receivers
 * @throws if pages are late even at the slowest pace
 */
export async function incidentsOf(
  timelines: readonly (readonly Firing[])[],
  configAt: (pace: number) => AlertmanagerConfig,
): Promise<readonly (readonly Incident[])[]> {
  for (let pace = FASTEST; pace >= SLOWEST; pace /= 2) {
    const config = configAt(pace);
    const incidents = await incidentsAt(pace, timelines, config);
    const wait = parseDuration(config.route.group_wait ?? "30s") / 1000;
    if (latest(timelines, incidents) - wait * pace <= LATE) return incidents;
  }
  throw new Error(
    `Pages are late even if all of it goes ${SLOWEST} times as fast as in production.`,
  );
}

/** The longest time in seconds from an outage's first alert to its page. */
function latest(
  timelines: readonly (readonly Firing[])[],
  incidents: readonly (readonly Incident[])[],
): number {
  const delays = timelines.map(([first], index) => {
    const [page] = incidents[index] ?? [];
    return first && page ? page.opened - first.begins : 0;
  });
  return Math.max(0, ...delays);
}

async function incidentsAt(
  pace: number,
  timelines: readonly (readonly Firing[])[],
  config: AlertmanagerConfig,
): Promise<readonly (readonly Incident[])[]> {
  const pager = await startPager();
  const folder = mkdtempSync(join(tmpdir(), "outages-"));
  writeFileSync(join(folder, "routing-key"), ROUTING_KEY);
  try {
    const yaml = toYaml(played(config, pager.url, join(folder, "routing-key")));
    const { url, end } = await startAlertmanager(folder, yaml);
    try {
      const started = await play(pace, timelines, `${url}/api/v2/alerts`);
      return timelines.map((_, index) =>
        incidents(
          pace,
          pager.events.filter(({ outage }) => outage === index),
          started,
        ),
      );
    } finally {
      await end();
    }
  } finally {
    pager.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A configuration that groups and inhibits each outage separately, and notifies only PagerDuty. */
function played(config: AlertmanagerConfig, url: string, routingKeyFile: string): object {
  const apart = (route: Route): Route => ({
    ...route,
    ...(route.group_by && { group_by: [...route.group_by, OUTAGE_LABEL] }),
    ...(route.routes && { routes: route.routes.map(apart) }),
  });
  return {
    ...config,
    route: apart(config.route),
    inhibit_rules: config.inhibit_rules.map((rule) => ({
      ...rule,
      equal: [...rule.equal, OUTAGE_LABEL],
    })),
    receivers: config.receivers.map(({ name, pagerduty_configs = [] }) => ({
      name,
      pagerduty_configs: pagerduty_configs.map((each) => ({
        ...each,
        url,
        routing_key_file: routingKeyFile,
        details: { outage: `{{ .GroupLabels.${OUTAGE_LABEL} }}` },
      })),
    })),
  };
}

const HOUR_MS = 3_600_000;

/**
 * Sends the beginning and end of each alert to Alertmanager at the right time. Returns when the series began, in
 * milliseconds since 1970.
 */
async function play(
  pace: number,
  timelines: readonly (readonly Firing[])[],
  url: string,
): Promise<number> {
  const changes = new Map<number, object[]>();
  const change = (at: number, alert: object) =>
    changes.set(at, [...(changes.get(at) ?? []), alert]);
  for (const [index, firings] of timelines.entries()) {
    for (const { labels, begins, ends } of firings) {
      const all = { ...labels, [OUTAGE_LABEL]: String(index) };
      change(begins, { labels: all, annotations: ANNOTATIONS, lasts: true });
      if (ends !== undefined) change(ends, { labels: all, annotations: ANNOTATIONS, lasts: false });
    }
  }
  const times = [...changes.keys()].sort((a, b) => a - b);
  const first = times[0] ?? 0;
  const started = Date.now() - (first * 1000) / pace;
  for (const time of times) {
    await sleep(Math.max(0, started + (time * 1000) / pace - Date.now()));
    const now = Date.now();
    const alerts = (changes.get(time) ?? []).map((each) => {
      const { lasts, ...alert } = each as { readonly lasts: boolean };
      const [startsAt, endsAt] = lasts ? [now, now + HOUR_MS] : [now - 1, now];
      return {
        ...alert,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
      };
    });
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }
  // The last end is sent at the next group interval.
  await sleep((10 * EVALUATION_SECONDS * 1000) / pace);
  return started;
}

const ANNOTATIONS = { summary: "Played.", description: "Played." };

function incidents(
  pace: number,
  events: readonly PagerEvent[],
  started: number,
): readonly Incident[] {
  const seconds = (at: number) => Math.round(((at - started) * pace) / 1000);
  const open = new Map<string, number>();
  const done: Incident[] = [];
  for (const { action, key, at } of events) {
    const since = open.get(key);
    if (action === "trigger" && since === undefined) open.set(key, seconds(at));
    if (action === "resolve" && since !== undefined) {
      done.push({ opened: since, resolved: seconds(at) });
      open.delete(key);
    }
  }
  const left = [...open.values()].map((opened) => ({ opened, resolved: undefined }));
  return [...done, ...left].sort((a, b) => a.opened - b.opened);
}
