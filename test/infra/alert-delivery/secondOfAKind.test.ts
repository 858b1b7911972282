import { setTimeout as sleep } from "node:timers/promises";

import { ONE_BY_ONE, TOGETHER } from "../../../alert-rules/subject";
import type { Notification } from "../../../lab/receivers/notification";
import { parseDuration } from "../../../signals/promql/duration";
import { eventually } from "../../../tools/polling";
import { startDelivery, TIMES, type Delivery, type SentAlert } from "../support/delivered";

/**
 * Tests with a real Alertmanager and our routes whether an alert that follows an incident about the same subject opens
 * an incident of its own.
 */
let delivery: Delivery;

beforeAll(async () => {
  delivery = await startDelivery();
}, 120_000);
afterAll(() => delivery.close());

/** Long enough for everything to be notified: two group intervals. */
const LOOKS_MS = 2 * parseDuration(TIMES.groupInterval);

type Labels = Readonly<Record<string, string>>;

const KINDS = {
  volume: (one: string) => ({ namespace: "monitoring", persistentvolumeclaim: one }),
  pod: (one: string) => ({ namespace: "monitoring", pod: one, container: "main" }),
  address: (one: string) => ({ instance: `https://${one}.example.com` }),
  CronJob: (one: string) => ({ cronjob: one }),
  "way to tell people": (one: string) => ({ integration: one }),
  job: (one: string) => ({ job: one }),
  group_of_rules: (one: string) => ({ rule_group: one }),
} as const satisfies Readonly<Record<string, (one: string) => Labels>>;

const one = (alertname: string, labels: Labels, subject: string): SentAlert => ({
  labels: { alertname, severity: "critical", component: "infrastructure", ...labels },
  annotations: { summary: `It is ${subject}.`, description: `It is ${subject}, really.` },
});
const together = (alertname: string): SentAlert => one(alertname, TOGETHER, "so for many at once");

const eventsOf = async (alertname: string): Promise<readonly Notification[]> =>
  (await delivery.arrived("?receiver=pagerduty")).filter(({ alertnames }) =>
    alertnames.includes(alertname),
  );
const keyOf = ({ body }: Notification) => body.dedup_key;

const ended = async (alertname: string): Promise<readonly Notification[]> =>
  (await eventsOf(alertname)).filter(({ kind }) => kind === "resolve");

/** The incidents that were opened for an alert, by key, with the title of the first page. */
async function opened(alertname: string): Promise<ReadonlyMap<unknown, string>> {
  const triggers = (await eventsOf(alertname)).filter(({ kind }) => kind === "trigger");
  return new Map(triggers.reverse().map((each) => [keyOf(each), each.summary]));
}

async function isAnIncidentOfItsOwn(kind: string, labels: (one: string) => Labels) {
  const name = `Second_${kind.replaceAll(" ", "_")}`;
  const [a, b] = [one(name, labels("a"), "A"), one(name, labels("b"), "B")];
  await delivery.send(a);
  await eventually("A is paged", 60, async () => expect((await opened(name)).size).toBe(1));
  await delivery.send(b);
  await eventually("B is paged", 60, async () => {
    expect([...(await opened(name)).values()].sort()).toEqual([
      `[FIRING] ${name}: It is A.`,
      `[FIRING] ${name}: It is B.`,
    ]);
  });
  await delivery.send({ ...a, ended: true });
  await eventually("A is over, and B is not", 60, async () => {
    expect((await ended(name)).map(({ summary }) => summary)).toEqual([
      `[RESOLVED] ${name}: It is A.`,
    ]);
  });
  const opsgenie = await delivery.arrived("?receiver=opsgenie");
  const aliases = opsgenie.filter(({ alertnames }) => alertnames.includes(name));
  expect(new Set(aliases.map(({ body }) => body.alias)).size).toBe(2);
}

it("a second alert of the same kind opens a separate incident, named in its title", async () => {
  await Promise.all(
    Object.entries(KINDS).map(([kind, labels]) => isAnIncidentOfItsOwn(kind, labels)),
  );
}, 120_000);

async function areOneIncident(name: string, many: number, labels: (one: string) => Labels) {
  const all = Array.from({ length: many }, (_, index) => one(name, labels(`n${index}`), "one"));
  const joins = one(name, labels("one-more"), "one");
  await delivery.send(together(name), ...all);
  await eventually("they are paged", 60, async () => expect((await opened(name)).size).toBe(1));
  await sleep(LOOKS_MS);
  await delivery.send(joins);
  await sleep(LOOKS_MS);
  expect([...(await opened(name)).values()]).toEqual([
    `[FIRING] ${name}: It is so for many at once.`,
  ]);
  await delivery.send(...[...all, joins, together(name)].map((each) => ({ ...each, ended: true })));
  await eventually("it is over", 60, async () => expect(await ended(name)).toHaveLength(1));
}

it("many alerts at once are one incident, which others join and which resolves once", async () => {
  await Promise.all([
    areOneIncident("DiskSpaceLow", 60, KINDS.volume),
    areOneIncident("HighMemoryUsage", 40, KINDS.pod),
    areOneIncident("CertificateExpiring", ONE_BY_ONE + 1, KINDS.address),
  ]);
}, 120_000);

it("alerts that start one by one open separate incidents up to a limit, then one for the rest", async () => {
  const name = "VolumesOneByOne";
  const all = Array.from({ length: 20 }, (_, index) => one(name, KINDS.volume(`n${index}`), "one"));
  const early = all.slice(0, ONE_BY_ONE);
  for (const each of early) await delivery.send(each);
  await eventually("the first are paged", 60, async () => {
    expect((await opened(name)).size).toBe(ONE_BY_ONE);
  });
  await delivery.send(together(name), ...all);
  await eventually("the many are paged", 60, async () => {
    expect((await opened(name)).size).toBe(ONE_BY_ONE + 1);
  });
  await sleep(LOOKS_MS);
  expect((await opened(name)).size).toBe(ONE_BY_ONE + 1);

  // They resolve while the others are being notified, which is not delivered. Prometheus repeats it each minute for a
  // quarter of an hour.
  const over = all.map((each) => ({ ...each, ended: true }));
  await delivery.send(...over);
  await sleep(LOOKS_MS);
  await delivery.send({ ...together(name), ended: true });
  await eventually("the many are over", 60, async () => {
    expect(await ended(name)).not.toEqual([]);
  });
  await delivery.send(...over);
  await eventually("each that was opened is over", 60, async () => {
    expect(new Set((await ended(name)).map(keyOf))).toEqual(new Set((await opened(name)).keys()));
  });
}, 180_000);
