import { urlOf } from "../../lab/cluster/layout";
import { Traffic } from "../../lab/traffic/traffic";
import { eventually } from "../../lab/ask/eventually";
import { scale } from "../../lab/ask/pods";
import { firing } from "../../lab/ask/prometheus";
import { arrived, incidents } from "../../lab/ask/receivers";
import { settled } from "./support/settled";

const ALERTS = ["DatabaseDown", "HighErrorRate"] as const;

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
      expect(await firing()).toEqual(expect.arrayContaining([...ALERTS]));
    });
  });

  it("pages once for each", async () => {
    await eventually("two open incidents", 60, async () => {
      const open = (await incidents()).filter(({ state }) => state === "triggered");
      expect(open.flatMap(({ alertnames }) => alertnames).sort()).toEqual(ALERTS);
    });
  });

  it.each(ALERTS)("%s: says what, and where to look", async (alert) => {
    const [page] = await arrived("pagerduty", alert);
    const text = JSON.stringify(page?.body);
    expect(page?.kind).toBe("trigger");
    expect(page?.summary).toContain(alert);
    expect(text).toContain(`/docs/runbooks/${alert}.md`);
    expect(text).toContain(`${urlOf("grafana")}/d/autodealgenie-system-overview`);

    const [post] = await eventually(`${alert} in Slack`, 30, async () => {
      const posts = await arrived("slack", alert);
      expect(posts).not.toEqual([]);
      return posts;
    });
    expect(post?.channel).toBe("#critical-alerts");
    expect(JSON.stringify(post?.body)).toContain(`/docs/runbooks/${alert}.md`);
  });

  it("resolves both after recovery, and has told nobody anything twice", async () => {
    await scale("statefulset/postgres", "autodealgenie", 1);
    await eventually("nothing fires but the watchdog", 300, async () => {
      expect(await firing()).toEqual(["Watchdog"]);
    });
    await eventually("both are resolved", 120, async () => {
      const states = (await incidents()).map(({ state }) => state);
      expect(states).toEqual(["resolved", "resolved"]);
    });
    for (const alert of ALERTS) {
      const pages = (await arrived("pagerduty", alert)).map(({ kind }) => kind);
      expect({ alert, pages }).toEqual({ alert, pages: ["trigger", "resolve"] });
      await eventually(`${alert} resolved in Slack`, 60, async () => {
        const posts = (await arrived("slack", alert)).map(({ kind }) => kind);
        expect({ alert, posts }).toEqual({ alert, posts: ["trigger", "resolve"] });
      });
    }
    expect((await incidents()).flatMap(({ alertnames }) => alertnames).sort()).toEqual(ALERTS);
  });
});
