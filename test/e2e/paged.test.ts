import { urlOf } from "../../lab/cluster/layout";
import { Traffic } from "../../lab/traffic/traffic";
import { alertsIn } from "../../lab/clients/alertmanager";
import { eventually } from "../../tools/polling";
import { scale } from "../../lab/clients/pods";
import { firing } from "../../lab/clients/prometheus";
import { arrived, everythingArrived } from "../../lab/clients/receivers";
import { incidents } from "../../lab/receivers/incidents";
import { settled } from "./support/settled";

const CAUSE = "DatabaseDown";
const SYMPTOM = "HighErrorRate";
/** The slowest budget that pages looks back half an hour, here three minutes. */
const LOOKS_BACK_SECONDS = 360;
/** The receivers in which an outage is one incident, and the others that get critical alerts. */
const INCIDENTS = ["pagerduty", "opsgenie"] as const;
const MESSAGES = ["slack", "webhook"] as const;

/** The incidents that were opened for the cause or the symptom, whichever came first, and whatever joined them. */
async function incidentsOfIt(receiver: (typeof INCIDENTS)[number]) {
  const all = await everythingArrived();
  const about = incidents(
    all.filter(({ alertnames }) => alertnames.includes(CAUSE) || alertnames.includes(SYMPTOM)),
    receiver,
  );
  const keys = about.map(({ dedupKey }) => dedupKey);
  return incidents(all, receiver).filter(({ dedupKey }) => keys.includes(dedupKey));
}

async function expectOnce(receiver: (typeof INCIDENTS)[number]) {
  expect(await incidentsOfIt(receiver)).toEqual([expect.objectContaining({ opened: 1 })]);
}

describe("a PostgreSQL outage while people use the backend", () => {
  const over = new AbortController();
  let traffic: Promise<unknown>;

  beforeAll(async () => {
    await settled();
    const signal = over.signal;
    const options = { baseUrl: urlOf("backend"), users: 5, requestsPerSecond: 10, signal };
    traffic = new Traffic(options).run();
    await scale("statefulset/postgres", "autodealgenie", 0);
  });

  afterAll(async () => {
    over.abort();
    await traffic;
    await scale("statefulset/postgres", "autodealgenie", 1);
  });

  it("fires the alerts on the cause and on the symptom", async () => {
    await eventually("both fire", 300, async () => {
      expect(await firing()).toEqual(expect.arrayContaining([CAUSE, SYMPTOM]));
    });
  });

  it("does not inhibit the alert on failing requests", async () => {
    await eventually("both are told", 60, async () => {
      const active = async (alert: string) =>
        (await alertsIn(alert)).some(({ status }) => status.state === "active");
      expect([await active(CAUSE), await active(SYMPTOM)]).toEqual([true, true]);
    });
  });

  it("opens a single incident at PagerDuty and at Opsgenie", async () => {
    await eventually("both are named", 60, async () => {
      for (const alert of [CAUSE, SYMPTOM]) {
        expect(await arrived("pagerduty", alert)).not.toEqual([]);
      }
    });
    for (const receiver of INCIDENTS) {
      await expectOnce(receiver);
    }
  });

  it("sends the alert's name, runbook and dashboard to PagerDuty, and the runbook to Slack", async () => {
    const [page] = await arrived("pagerduty", CAUSE);
    const text = JSON.stringify(page?.body);
    expect(page?.kind).toBe("trigger");
    expect(page?.summary).toContain(CAUSE);
    expect(text).toContain(`/docs/runbooks/${CAUSE}.md`);
    expect(text).toContain(`${urlOf("grafana")}/d/autodealgenie-`);

    const [post] = await eventually(`${CAUSE} in Slack`, 30, async () => {
      const posts = await arrived("slack", CAUSE);
      expect(posts).not.toEqual([]);
      return posts;
    });
    expect(post?.channel).toBe("#critical-alerts");
    expect(JSON.stringify(post?.body)).toContain(`/docs/runbooks/${CAUSE}.md`);
  });

  it("resolves its single incident after recovery", async () => {
    await scale("statefulset/postgres", "autodealgenie", 1);
    await eventually("neither fires", 300, async () => {
      const left = await firing();
      expect([CAUSE, SYMPTOM].filter((alert) => left.includes(alert))).toEqual([]);
    });
    for (const receiver of INCIDENTS) {
      await eventually(`the incident of ${receiver} is over`, LOOKS_BACK_SECONDS, async () => {
        await expectOnce(receiver);
        for (const { state } of await incidentsOfIt(receiver)) expect(state).toBe("resolved");
      });
    }
    for (const receiver of MESSAGES) {
      for (const alert of [CAUSE, SYMPTOM]) {
        expect({ receiver, alert, told: await arrived(receiver, alert) }).not.toMatchObject({
          told: [],
        });
      }
    }
  }, 900_000);
});
