import { OUTAGE } from "../../../alert-rules/alert";
import { RECEIVERS, type Notification, type Receiver } from "../../../lab/receivers/notification";
import { eventually } from "../../../tools/polling";
import {
  OPERATOR_LABELS,
  startDelivery,
  type Delivery,
  type SentAlert,
} from "../support/delivered";

/**
 * Real Alertmanagers: one with the stack's own configuration, one with what prometheus-operator generates from its
 * objects.
 */
let own: Delivery;
let operators: Delivery;

beforeAll(async () => {
  [own, operators] = await Promise.all([startDelivery(), startDelivery("operator")]);
}, 120_000);
afterAll(() => Promise.all([own.close(), operators.close()]));

function alert(
  alertname: string,
  severity: string,
  labels: Readonly<Record<string, string>> = {},
): SentAlert {
  return {
    labels: { alertname, severity, component: "backend", ...labels },
    annotations: {
      summary: `${alertname} is so.`,
      description: `${alertname} is so, "with" {{ braces }} and <marks>.`,
      runbook_url: `https://runbooks.example/${alertname}.md`,
      dashboard_url: `https://grafana.example/d/${alertname}`,
    },
  };
}

const beside = ({ labels: { namespace, ...labels }, ...rest }: SentAlert): SentAlert => ({
  ...rest,
  labels: {
    ...labels,
    ...OPERATOR_LABELS,
    ...(namespace !== undefined && { exported_namespace: namespace }),
  },
});

const SENT = [
  alert("HighErrorRate", "critical", { impact: OUTAGE }),
  alert("DatabaseDown", "critical", { impact: OUTAGE }),
  alert("VolumeFilling", "critical", { namespace: "a", persistentvolumeclaim: "data" }),
  alert("VolumeFilling", "critical", { namespace: "b", persistentvolumeclaim: "data" }),
  alert("SlowQueries", "warning"),
  alert("LowUserSignupRate", "info"),
  alert("Watchdog", "none"),
];

/** The parts of a notification that people read: without its time, sender and key. */
function read({ receiver, channel, kind, alertnames, summary, body }: Notification): string {
  const { payload = {}, text, links, tags, priority, message, description, attachments } = body;
  const { summary: title, severity, component, class: named } = payload as Record<string, unknown>;
  return JSON.stringify({
    ...{ receiver, channel, kind, alertnames, summary, text, links, tags, priority, message },
    ...{ description, attachments, title, severity, component, named },
  });
}

const SILENCE = /http:\/\/[^/]+\/#\/silences\/new\?filter=%7B(.*?)%7D/g;

/**
 * A message in which links for silences have the matchers of a standalone stack, and the same address on both sides.
 */
function asOwn(message: string): string {
  return message.replaceAll(SILENCE, (_, filter: string) => {
    const added = Object.entries(OPERATOR_LABELS).map(([name, value]) => `${name}="${value}"`);
    const matchers = decodeURIComponent(filter)
      .split(",")
      .filter((each) => !added.includes(each))
      .map((each) => each.replace(/^exported_namespace=/, "namespace="));
    return `silence {${matchers.sort().join(", ").replaceAll('"', "'")}}`;
  });
}

/**
 * The messages about firing alerts at one receiver, without repetitions: how often the heartbeat comes does not matter.
 */
async function toldBy(delivery: Delivery, receiver: Receiver): Promise<readonly string[]> {
  const arrived = await delivery.arrived(`?receiver=${receiver}`);
  return [
    ...new Set(
      arrived
        .filter(({ kind }) => kind !== "resolve")
        .map(read)
        .map(asOwn),
    ),
  ].sort();
}

it("both configurations send the same notifications to the same receivers", async () => {
  await Promise.all([own.send(...SENT), operators.send(...SENT.map(beside))]);
  for (const receiver of RECEIVERS.filter((each) => each !== "email")) {
    await eventually(`${receiver} is told the same by both`, 90, async () => {
      const told = await toldBy(own, receiver);
      expect(told.length).toBeGreaterThan(0);
      expect(await toldBy(operators, receiver)).toEqual(told);
    });
  }
  // Two volumes with the same name are two incidents.
  const pages = await operators.arrived("?receiver=pagerduty");
  const keys = pages
    .filter(({ alertnames }) => alertnames.includes("VolumeFilling"))
    .map(({ body }) => body.dedup_key);
  expect(new Set(keys).size).toBe(2);
}, 300_000);

it("an alert that is not the stack's notifies nobody", async () => {
  const { labels, ...rest } = alert("SomebodyElses", "critical");
  await operators.send({ ...rest, labels: { ...labels, namespace: OPERATOR_LABELS.namespace } });
  // The notification that follows proves that this one would have arrived.
  await operators.send(beside(alert("MemoryHigh", "critical")));
  await eventually("PagerDuty is told of ours", 60, async () => {
    const pages = await operators.arrived("?receiver=pagerduty");
    const names = pages.flatMap(({ alertnames }) => alertnames);
    expect(names).toContain("MemoryHigh");
    expect(names).not.toContain("SomebodyElses");
  });
}, 120_000);

it("no notification fails", async () => {
  expect(await operators.failures()).toEqual({});
});
