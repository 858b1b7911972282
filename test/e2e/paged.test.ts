import { urlOf } from "../../lab/cluster/layout";
import { Traffic } from "../../lab/traffic/traffic";
import { alertsIn } from "../../lab/clients/alertmanager";
import { eventually } from "../../tools/polling";
import { scale } from "../../lab/clients/pods";
import { firing } from "../../lab/clients/prometheus";
import { arrived, incidentsOf } from "../../lab/clients/receivers";
import { settled } from "./support/settled";

const CAUSE = "DatabaseDown";
const SYMPTOM = "HighErrorRate";
/** Everybody who is told of what is critical. */
const TOLD = ["pagerduty", "slack", "opsgenie", "webhook"] as const;

describe("PostgreSQL stops while people use the backend", () => {
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

  it("fires both alerts that are about it", async () => {
    await eventually("both fire", 300, async () => {
      expect(await firing()).toEqual(expect.arrayContaining([CAUSE, SYMPTOM]));
    });
  });

  it("knows the failing requests for a symptom of the stopped database", async () => {
    const cause = await eventually(`${CAUSE} in Alertmanager`, 60, async () => {
      const [alert] = await alertsIn(CAUSE);
      expect(alert?.status.state).toBe("active");
      return alert!;
    });
    await eventually(`${SYMPTOM} is silenced by it`, 60, async () => {
      const states = (await alertsIn(SYMPTOM)).map(({ status }) => status);
      expect(states).toMatchObject([{ state: "suppressed", inhibitedBy: [cause.fingerprint] }]);
    });
  });

  it("pages once, for the cause", async () => {
    await eventually("one open incident", 60, async () => {
      expect(await incidentsOf(CAUSE)).toMatchObject([{ state: "triggered", opened: 1 }]);
    });
  });

  it("says what, and where to look", async () => {
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

  it("resolves after recovery, has told nobody anything twice, and of the symptom nothing", async () => {
    await scale("statefulset/postgres", "autodealgenie", 1);
    await eventually("neither fires", 300, async () => {
      const left = await firing();
      expect([CAUSE, SYMPTOM].filter((alert) => left.includes(alert))).toEqual([]);
    });
    for (const receiver of TOLD) {
      await eventually(`${CAUSE} resolved at ${receiver}`, 120, async () => {
        const kinds = (await arrived(receiver, CAUSE)).map(({ kind }) => kind);
        expect({ receiver, kinds }).toEqual({ receiver, kinds: ["trigger", "resolve"] });
      });
    }
    expect(await incidentsOf(CAUSE)).toMatchObject([{ state: "resolved", opened: 1 }]);
    for (const receiver of TOLD) {
      expect({ receiver, told: await arrived(receiver, SYMPTOM) }).toEqual({ receiver, told: [] });
    }
  });
});
