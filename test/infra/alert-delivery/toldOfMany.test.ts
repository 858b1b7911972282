import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { scaledTimes } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import { eventually } from "../../../tools/polling";
import { toolPath } from "../../../lab/builder/tools";
import { startAlertmanagers, tell } from "../support/alertmanagers";

/** The times of production, except for group_wait, which does not matter here. */
const TIMES = scaledTimes(1);
const GROUP_WAIT = "1s";
const PEERS = 3;
/** The time until the last Alertmanager has had its turn. */
const LAST_TURN_MS = (PEERS - 1) * parseDuration(TIMES.peerTimeout);
const MANY = 200;
const HOUR_MS = 3_600_000;

/**
 * With these intervals, notification logs are never gossiped: they are broadcast together with the probes of other
 * peers. The settle timeout is set, because an Alertmanager would otherwise wait for ten gossip intervals before it
 * starts.
 */
const UNHEARD = [
  "--cluster.gossip-interval=1h",
  "--cluster.probe-interval=1h",
  "--cluster.settle-timeout=1s",
];
/**
 * Takes the place of the default push/pull interval of one minute. There, the first exchange happens at any moment of
 * the minute, and so sometimes before other peers have had their turns.
 */
const NEVER = "--cluster.pushpull-interval=0s";

/**
 * Sends many alerts that begin together, each a group of its own, to three real Alertmanagers.
 *
 * @param times the minimum number of notifications of each alert. Further ones may come until the last turn is over
 * @returns the name of the alert of each notification
 */
async function toldOf(times: number, ...more: readonly string[]): Promise<readonly string[]> {
  const { groupInterval, criticalRepeat, peerTimeout } = TIMES;
  const alertmanagers = await startAlertmanagers({
    count: PEERS,
    config: {
      route: {
        group_by: ["alertname"],
        group_wait: GROUP_WAIT,
        group_interval: groupInterval,
        repeat_interval: criticalRepeat,
      },
    },
    arguments: [`--cluster.peer-timeout=${peerTimeout}`, ...more],
  });
  try {
    const { peers, told } = alertmanagers;
    const [startsAt, endsAt] = [Date.now(), Date.now() + HOUR_MS];
    const alerts = Array.from({ length: MANY }, (_, index) => ({
      labels: { alertname: `Alert${String(index)}`, severity: "critical" },
      startsAt,
      endsAt,
    }));
    await tell(peers, ...alerts);
    await eventually("each is told of", 60, () => {
      expect(new Set(told.map(({ alertname }) => alertname)).size).toBe(MANY);
      expect(told.length).toBeGreaterThanOrEqual(times * MANY);
      return Promise.resolve();
    });
    // Plus the time by which an Alertmanager may be late.
    await sleep(LAST_TURN_MS + parseDuration(peerTimeout));
    return told.map(({ alertname }) => alertname);
  } finally {
    await alertmanagers.close();
  }
}

describe("two hundred alerts that start together", () => {
  const exchange = `--cluster.pushpull-interval=${TIMES.pushPullInterval}`;
  let [ours, exchanged, alone]: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    [ours, exchanged, alone] = await Promise.all([
      toldOf(1, exchange),
      toldOf(1, exchange, ...UNHEARD),
      toldOf(PEERS, NEVER, ...UNHEARD),
    ]);
  }, 180_000);

  it("are notified once each with gossip and push/pull exchange", () => {
    expect(ours).toHaveLength(MANY);
  });

  it("are notified once each without gossip, because the push/pull exchange is fast enough", () => {
    expect(exchanged).toHaveLength(MANY);
  });

  it("are notified by every Alertmanager without gossip and without push/pull exchange", () => {
    expect(alone).toHaveLength(PEERS * MANY);
  });

  it("might be exchanged too late with Alertmanager's default push/pull interval", () => {
    const { stdout, stderr } = spawnSync(toolPath("alertmanager"), ["--help"], {
      encoding: "utf8",
    });
    const [, minutes] = /--cluster\.pushpull-interval=(\d+)m0s/.exec(stdout + stderr) ?? [];
    expect(Number(minutes) * 60_000).toBeGreaterThan(LAST_TURN_MS);
  });
});
