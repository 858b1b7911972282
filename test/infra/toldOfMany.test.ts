import { setTimeout as sleep } from "node:timers/promises";

import { scaledTimes } from "../../infra/config-files/times";
import { parseDuration } from "../../infra/promql/duration";
import { eventually } from "../../lab/ask/eventually";
import { startAlertmanagers, tell } from "./support/alertmanagers";

/** The times of production, but for the first wait, which has nothing to do with it. */
const TIMES = scaledTimes(1);
const GROUP_WAIT = "1s";
const PEERS = 3;
/** Long after the last of them has had its turn. */
const TURNS_MS = PEERS * parseDuration(TIMES.peerTimeout);
const MANY = 200;
const HOUR_MS = 3_600_000;

/**
 * Tells three real Alertmanagers of many alerts that begin together, each a group of its own.
 *
 * @returns the names of those that a person was told of, as often as it was
 */
async function toldOf(...more: readonly string[]): Promise<readonly string[]> {
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
      return Promise.resolve();
    });
    await sleep(TURNS_MS);
    return told.map(({ alertname }) => alertname);
  } finally {
    await alertmanagers.close();
  }
}

describe("of two hundred alerts that begin together", () => {
  let [ours, byDefault]: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    [ours, byDefault] = await Promise.all([
      toldOf(`--cluster.pushpull-interval=${TIMES.pushPullInterval}`),
      toldOf(),
    ]);
  }, 120_000);

  it("each is told of once, as each Alertmanager has heard in time what the others have told", () => {
    expect(ours).toHaveLength(MANY);
  });

  it("some are told of again where Alertmanagers exchange what they know each minute, as by default", () => {
    expect(byDefault!.length).toBeGreaterThan(MANY);
  });
});
