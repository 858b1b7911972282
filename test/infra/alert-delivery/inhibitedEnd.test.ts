import { setTimeout as sleep } from "node:timers/promises";

import { inhibitRules } from "../../../infra/rendered-config/alertmanager/inhibition";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import { eventually } from "../../../tools/polling";
import {
  startAlertmanagers,
  tell,
  type Alertmanagers,
  type Notification,
} from "../support/alertmanagers";

/**
 * What a real Alertmanager does when an alert resolves while it is inhibited, as docs/alerting.md describes it. This is
 * not ideal: if a later version behaves better, this fails, and the page has to be corrected.
 */
const TIMES = scaledTimes(20);
/** Alerts change between two group intervals, and there are two group intervals before the next change. */
const LOOKS_MS = 2 * parseDuration(TIMES.groupInterval);
const HOUR_MS = 3_600_000;

const SYMPTOM = { alertname: "HighAPILatency", component: "backend", severity: "warning" };
const CAUSE = {
  alertname: "RedisDown",
  component: "cache",
  severity: "critical",
  impact: "outage",
};

let alertmanagers: Alertmanagers;

beforeAll(async () => {
  const route = {
    group_by: ["alertname", "severity"],
    group_wait: TIMES.groupWait,
    group_interval: TIMES.groupInterval,
    repeat_interval: TIMES.criticalRepeat,
  };
  alertmanagers = await startAlertmanagers({
    count: 1,
    config: { route, inhibit_rules: inhibitRules() },
  });
}, 120_000);

afterAll(() => alertmanagers.close());

async function fires(labels: Readonly<Record<string, string>>): Promise<void> {
  await tell(alertmanagers.peers, { labels, startsAt: Date.now(), endsAt: Date.now() + HOUR_MS });
}

async function ends(labels: Readonly<Record<string, string>>): Promise<void> {
  await tell(alertmanagers.peers, { labels, startsAt: Date.now() - 1, endsAt: Date.now() });
}

async function isNotified(notification: Notification): Promise<void> {
  const { alertname, status } = notification;
  await eventually(`a notification that ${alertname} is ${status}`, 60, () => {
    expect(alertmanagers.told).toContainEqual(notification);
    return Promise.resolve();
  });
}

it("an alert resolved while inhibited notifies neither its end nor a new start before repeat_interval", async () => {
  await fires(SYMPTOM);
  await isNotified({ alertname: "HighAPILatency", status: "firing" });
  await fires(CAUSE);
  await isNotified({ alertname: "RedisDown", status: "firing" });
  await ends(SYMPTOM);
  await sleep(LOOKS_MS);
  await ends(CAUSE);
  await isNotified({ alertname: "RedisDown", status: "resolved" });
  await fires(SYMPTOM);
  await sleep(LOOKS_MS);
  expect(alertmanagers.told).toEqual([
    { alertname: "HighAPILatency", status: "firing" },
    { alertname: "RedisDown", status: "firing" },
    { alertname: "RedisDown", status: "resolved" },
  ]);

  await ends(SYMPTOM);
  await isNotified({ alertname: "HighAPILatency", status: "resolved" });
}, 120_000);
