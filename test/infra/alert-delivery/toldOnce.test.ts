import { setTimeout as sleep } from "node:timers/promises";

import { scaledTimes } from "../../../infra/rendered-config/times";
import { formatDuration, parseDuration } from "../../../signals/promql/duration";
import { eventually } from "../../../tools/polling";
import { startAlertmanagers, tell, type Alertmanagers } from "../support/alertmanagers";

/**
 * Three Alertmanagers with the times of production divided by two: at any time scale, an entry in a notification log
 * takes some tenths of a second to reach the others, and a busy machine may be a second late. The group interval is
 * shorter, which only makes the test faster.
 */
const TIMES = scaledTimes(2);
const WAIT_MS = parseDuration(TIMES.groupWait);
const INTERVAL_MS = 2 * WAIT_MS;
const labels = { alertname: "ServiceDown", severity: "critical" } as const;

let alertmanagers: Alertmanagers;

beforeAll(async () => {
  const route = {
    group_by: Object.keys(labels),
    group_wait: TIMES.groupWait,
    group_interval: formatDuration(INTERVAL_MS),
    repeat_interval: TIMES.criticalRepeat,
  };
  alertmanagers = await startAlertmanagers({
    count: 3,
    config: { route },
    arguments: [`--cluster.peer-timeout=${TIMES.peerTimeout}`],
  });
}, 120_000);

afterAll(() => alertmanagers.close());

it("an alert notifies once when it fires and once when it resolves, even if one Alertmanager is early", async () => {
  const { peers, told } = alertmanagers;
  const [last, ...others] = [...peers].reverse();
  if (!last) throw new Error("There is no Alertmanager.");
  const startsAt = Date.now();
  const later = startsAt + 3_600_000;
  await tell(others, { labels, startsAt, endsAt: later });
  await sleep(WAIT_MS);
  await eventually("it is told that it begins", 60, () => {
    expect(told).not.toEqual([]);
    return Promise.resolve();
  });

  // Like after a restart, it gets the alert again: it notifies at once, `group_wait` before the next group interval of
  // the others.
  await sleep(startsAt + INTERVAL_MS - Date.now());
  await tell([last], { labels, startsAt, endsAt: later });
  // The alert resolves after that one has looked at its group and before the others do.
  await sleep(startsAt + INTERVAL_MS + WAIT_MS / 2 - Date.now());
  await tell(peers, { labels, startsAt, endsAt: Date.now() });

  await sleep(startsAt + 3 * INTERVAL_MS + 2 * WAIT_MS - Date.now());
  expect(told.map(({ status }) => status)).toEqual(["firing", "resolved"]);
}, 120_000);
