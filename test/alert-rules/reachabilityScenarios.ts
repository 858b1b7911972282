import type { Scenario } from "./scenario";

/** The URL through which people use the service, and another probed URL. */
const OURS = "https://app.example";
const OTHER = "https://grafana.example";

const labels = (instance: string, pod: string) =>
  `{job="blackbox-exporter",namespace="monitoring",pod="blackbox-exporter-${pod}",instance="${instance}"}`;
const probe = (instance = OURS, pod = "a") => `probe_success${labels(instance, pod)}`;
const up = (instance = OURS, pod = "a") => `up${labels(instance, pod)}`;

/** A number of minutes with one value. Samples are 15 s apart. */
const minutes = (value: number, count: number) => `${value}x${count * 4 - 1}`;
const ALWAYS = minutes(1, 240);
const again = (turn: string) => Array<string>(80).fill(turn).join(" ");

const scenarios: readonly Scenario[] = [
  {
    title: "fires as an outage for the service's public URL, and for no other URL",
    series: {
      [probe()]: `${minutes(1, 10)} ${minutes(0, 180)}`,
      [probe(OTHER)]: ALWAYS,
      [up()]: ALWAYS,
      [up(OTHER)]: ALWAYS,
    },
    at: "3h",
    fires: [{ instance: OURS, impact: "outage" }],
    says: {
      summary: `Nobody can reach the service by ${OURS}.`,
      description: `Probes of ${OURS} cannot connect, or get a certificate that is not trusted.`,
    },
  },
  {
    title: "fires for another URL, but not as an outage",
    series: { [probe(OTHER)]: `${minutes(1, 10)} ${minutes(0, 20)}`, [probe()]: ALWAYS },
    at: "20m",
    fires: [{ instance: OTHER }],
    says: {
      summary: `Nobody can reach ${OTHER}.`,
      description: `Probes of ${OTHER} cannot connect, or get a certificate that is not trusted.`,
    },
  },
  {
    title: "states in its description if no probe has ever succeeded",
    series: { [probe()]: minutes(0, 60) },
    at: "20m",
    fires: [{ instance: OURS, impact: "outage" }],
    says: {
      summary: `Nobody can reach the service by ${OURS}.`,
      description: `Probes of ${OURS} cannot connect, or get a certificate that is not trusted; none has succeeded for a day, or since probing began.`,
    },
  },
  {
    title: "fires if the prober answers but does not report the URL",
    series: { [up()]: ALWAYS, [up(OTHER)]: ALWAYS, [probe(OTHER)]: ALWAYS },
    at: "20m",
    fires: [{ instance: OURS }],
    says: {
      summary: `Nobody knows whether ${OURS} can be reached.`,
      description: `The prober answers, but does not report ${OURS}: it may be up or down.`,
    },
  },
  {
    title: "fires within three minutes",
    series: { [probe()]: `${minutes(1, 10)} ${minutes(0, 20)}` },
    at: "13m",
    fires: [{ instance: OURS, impact: "outage" }],
  },
  {
    title: "waits for three minutes",
    series: { [probe()]: `${minutes(1, 10)} ${minutes(0, 20)}` },
    at: "12m",
    fires: [],
  },
  ...(["0 0 0 0 1", "0 0 0 1", "0 0 1", "0x18 1", "0x11 1 1 1 1"] as const).map(
    (turn): Scenario => ({
      title: `fires while most probes fail: ${turn}, repeatedly`,
      series: { [probe()]: again(turn) },
      at: "19m",
      fires: [{ instance: OURS, impact: "outage" }],
    }),
  ),
  ...(["0 1", "0x11 1x11", "0x15 1x15", "0x19 1x7"] as const).flatMap((turn) =>
    (["39m", "41m", "43m", "44m", "46m"] as const).map((at): Scenario => ({
      title: `keeps firing while half of the probes fail: ${turn}, repeatedly, at ${at}`,
      series: { [probe(OTHER)]: `${minutes(1, 5)} ${again(turn)}` },
      at,
      fires: [{ instance: OTHER }],
    })),
  ),
  {
    title: "does not claim a full outage if one of two load balancers is down",
    series: { [probe()]: again("0 1") },
    at: "19m",
    fires: [{ instance: OURS, impact: "outage" }],
    says: {
      summary: `Nobody, or not everybody, can reach the service by ${OURS}.`,
      description: `Probes of ${OURS} cannot connect, or get a certificate that is not trusted.`,
    },
  },
  {
    title: "stays quiet if a URL becomes reachable soon after probing begins",
    series: { [probe()]: `_x40 0x5 ${minutes(1, 60)}` },
    at: "18m",
    fires: [],
  },
  ...(["0 1x18", "0 0 1x9", "0 1 1", "0 0 0 0 1x11"] as const).map((turn): Scenario => ({
    title: `stays quiet while few probes fail: ${turn}, repeatedly`,
    series: { [probe()]: again(turn) },
    at: "19m",
    fires: [],
  })),
  {
    title: "stays quiet while one of two probers reaches the URL",
    series: { [probe(OURS, "a")]: minutes(0, 60), [probe(OURS, "b")]: minutes(1, 60) },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet while the prober is restarted, even if its first probe fails",
    series: {
      [probe()]: `${minutes(1, 10)} stale _x4 0 ${minutes(1, 20)}`,
      [up()]: `${minutes(1, 10)} 0x5 ${minutes(1, 20)}`,
    },
    at: "13m",
    fires: [],
  },
  {
    title: "stays quiet while the prober's pod is replaced",
    series: {
      [probe(OURS, "a")]: `${minutes(1, 10)} stale`,
      [up(OURS, "a")]: `${minutes(1, 10)} 0 0 stale`,
      [probe(OURS, "b")]: `_x44 ${minutes(1, 20)}`,
      [up(OURS, "b")]: `_x40 0x3 ${minutes(1, 20)}`,
    },
    at: "14m",
    fires: [],
  },
  ...[40, 45, 48, 50].map((count): Scenario => ({
    title: `stays quiet for a URL whose probes end ${(count - 40) * 15} s after it became unreachable`,
    series: {
      [probe()]: `${minutes(1, 10)} 0x${count - 40} stale`,
      [up()]: `1x${count} stale`,
      [up(OTHER)]: ALWAYS,
      [probe(OTHER)]: ALWAYS,
    },
    at: "13m",
    fires: [],
  })),
  {
    title: "stays quiet during a rollout with half a minute of downtime",
    series: { [probe()]: `${minutes(1, 10)} 0 0 ${minutes(1, 20)}` },
    at: "13m",
    fires: [],
  },
  {
    title: "stays quiet while the prober itself is down, which TargetDown covers",
    series: { [up()]: minutes(0, 60), [up(OTHER)]: minutes(0, 60) },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet if nothing is probed",
    case: "no traffic",
    series: {},
    at: "30m",
    fires: [],
  },
];

export const siteUnreachable: readonly Scenario[] = scenarios.map((scenario) => ({
  interval: "15s",
  ...scenario,
}));
