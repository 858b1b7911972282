import { urlOf } from "../../lab/cluster/layout";
import { Traffic, type Report } from "../../lab/traffic/traffic";
import { eventually } from "../../lab/ask/eventually";
import { metricsOf, podsOf } from "../../lab/ask/pods";
import { number, query } from "../../lab/ask/prometheus";
import { settled } from "./support/settled";

const REQUESTS = 600;
const BACKEND_PORT = 8000;

type Counts = Readonly<Record<string, number>>;

/** Requests that machines make all the time, and so nobody counts. */
const MACHINE_ROUTES = new Set(["/health", "/ready", "/metrics"]);

/** Each backend's own count of requests, over all of them, by `method route status`. */
async function countedByBackends(): Promise<Counts> {
  const counts: Record<string, number> = {};
  for (const pod of await podsOf("backend")) {
    const text = await metricsOf(pod, BACKEND_PORT);
    for (const [, labels = "", value = ""] of text.matchAll(
      /^http_requests_total\{(.*)\} (\d+)$/gm,
    )) {
      const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? "";
      if (MACHINE_ROUTES.has(of("route"))) continue;
      const key = `${of("method")} ${of("route")} ${of("status")}`;
      counts[key] = (counts[key] ?? 0) + Number(value);
    }
  }
  return counts;
}

/** The same as Prometheus has it. */
async function countedByPrometheus(): Promise<Counts> {
  const series = await query("sum by (method, route, status) (http_requests_total)");
  return Object.fromEntries(
    series
      .filter(({ labels }) => !MACHINE_ROUTES.has(labels.route ?? ""))
      .map(({ labels, value }) => [
        `${labels.method ?? ""} ${labels.route ?? ""} ${labels.status ?? ""}`,
        value,
      ]),
  );
}

/** What was added between two counts, without what was not. */
function added(before: Counts, after: Counts): Counts {
  return Object.fromEntries(
    Object.entries(after)
      .map(([key, value]) => [key, value - (before[key] ?? 0)] as const)
      .filter(([, value]) => value !== 0),
  );
}

function of(report: Report, method: string, route: string, status: number): number {
  return report.answers[`${method} ${route} ${String(status)}`] ?? 0;
}

const BUSINESS = {
  deals: "sum(autodealgenie_deals_created_total)",
  signups: "sum(autodealgenie_user_signups_total)",
  signIns: "sum(autodealgenie_auth_success_total)",
  refusals: 'sum(autodealgenie_auth_failures_total{reason="bad_credentials"})',
  timed: `sum(http_request_duration_seconds_count{route!~"${[...MACHINE_ROUTES].join("|")}"})`,
} as const;

async function business(): Promise<Counts> {
  const entries = Object.entries(BUSINESS).map(
    async ([name, expression]) => [name, await number(expression)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

describe("what is counted", () => {
  let report: Report;
  let before: { backends: Counts; prometheus: Counts; business: Counts };

  beforeAll(async () => {
    await settled();
    // What an earlier test sent has been scraped when Prometheus and the backends agree.
    await eventually("Prometheus has what the backends have", 30, async () => {
      expect(await countedByPrometheus()).toEqual(await countedByBackends());
    });
    before = {
      backends: await countedByBackends(),
      prometheus: await countedByPrometheus(),
      business: await business(),
    };
    const traffic = { baseUrl: urlOf("backend"), users: 6, requestsPerSecond: 40, count: REQUESTS };
    report = await new Traffic(traffic).run();
  });

  it("was all answered, and not only with success", () => {
    expect(report.failures).toEqual({});
    expect(report.requests).toBe(REQUESTS);
    const statuses = new Set(Object.keys(report.answers).map((key) => key.split(" ")[2]));
    expect([...statuses]).toEqual(expect.arrayContaining(["200", "201", "401", "404"]));
  });

  it("adds up to the traffic on the backends' own /metrics", async () => {
    expect(added(before.backends, await countedByBackends())).toEqual(report.answers);
  });

  it("adds up to the traffic in Prometheus", async () => {
    await eventually("one more scrape", 30, async () => {
      expect(added(before.prometheus, await countedByPrometheus())).toEqual(report.answers);
    });
  });

  it("adds up in the business's own numbers", async () => {
    expect(added(before.business, await business())).toEqual({
      deals: of(report, "POST", "/api/v1/deals", 201),
      signups: of(report, "POST", "/api/v1/auth/signup", 201),
      signIns: of(report, "POST", "/api/v1/auth/login", 200),
      refusals: of(report, "POST", "/api/v1/auth/login", 401),
      timed: REQUESTS,
    });
  });
});
