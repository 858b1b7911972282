import { eventually } from "../../tools/polling";
import { query } from "../../lab/clients/prometheus";
import { urlOf } from "../../lab/cluster/layout";
import { Traffic, type Report } from "../../lab/traffic/traffic";
import { UpstreamsControl } from "../../lab/upstreams/client";
import { backend as m } from "../../service/metrics/catalog";
import {
  added,
  backendPages,
  countedByBackends,
  countedByPrometheus,
  samplesOf,
  written,
  type Counts,
} from "./support/counters";
import { labConfig } from "./support/labStack";
import { countedByStores, endedNegotiations } from "./support/now";
import { settled } from "./support/settled";

const REQUESTS = 900;
// Few users, so that each goes through everything that people do, in every variant.
const USERS = 3;
// More than two scrapes, on a machine that has other work, too.
const SCRAPED_SECONDS = 60;

/** Counters of requests, and of the business events that answers imply. */
const COUNTED = [
  m.http_requests_total,
  m.autodealgenie_deals_created_total,
  m.autodealgenie_user_signups_total,
  m.autodealgenie_auth_success_total,
  m.autodealgenie_auth_failures_total,
  m.autodealgenie_vehicle_searches_total,
  m.autodealgenie_negotiation_sessions_total,
  m.autodealgenie_negotiation_messages_total,
  m.autodealgenie_loan_applications_total,
] as const;

/** Histograms of the same. */
const MEASURED = [
  m.http_request_duration_seconds,
  m.http_response_size_bytes,
  m.autodealgenie_vehicle_search_duration_seconds,
  m.autodealgenie_negotiation_duration_seconds,
  m.autodealgenie_loan_processing_duration_seconds,
] as const;

/** Metrics of requests to the upstreams, and of what these charge for. */
const ASKED = [
  m.autodealgenie_external_api_requests_total,
  m.autodealgenie_external_api_duration_seconds,
  m.autodealgenie_external_api_errors_total,
  m.autodealgenie_llm_requests_total,
  m.autodealgenie_llm_request_duration_seconds,
  m.autodealgenie_llm_errors_total,
  m.autodealgenie_llm_tokens_used_total,
] as const;

/** Gauges of what PostgreSQL and Redis contain, which are the same on each replica. */
const NOW = [
  m.autodealgenie_deals,
  m.autodealgenie_active_negotiation_sessions,
  m.autodealgenie_active_users,
] as const;

const ALL = [...COUNTED, ...MEASURED, ...ASKED];

const upstreams = () => new UpstreamsControl(urlOf("upstreams"));

/** The counts of some metrics' series. */
function of(counts: Counts, ...names: readonly string[]): Counts {
  const its = Object.entries(counts).filter(([series]) =>
    names.includes(series.replace(/\{.*/, "")),
  );
  return Object.fromEntries(its);
}

const namesOf = (metrics: readonly { readonly name: string; readonly kind: string }[]) =>
  metrics.map(({ name, kind }) => (kind === "histogram" ? `${name}_count` : name));

const total = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The number of answers that people got, by series. */
function answersOf({ answers }: Report): Counts {
  return Object.fromEntries(
    Object.entries(answers).map(([key, count]) => {
      const [method, route, status] = key.split(" ");
      return [written({ metric: m.http_requests_total, labels: { method, route, status } }), count];
    }),
  );
}

/** How many answers people got on some routes. */
function onRoutes({ answers }: Report, routes: readonly string[]): number {
  const its = Object.entries(answers).filter(([key]) => routes.includes(key.replace(/ \d+$/, "")));
  return total(Object.fromEntries(its));
}

const LOANS = "/api/v1/loans";
const WORKED_OUT = [
  `POST ${LOANS}/calculate`,
  `GET ${LOANS}/offers`,
  `POST ${LOANS}/applications`,
  `POST ${LOANS}/applications/:id/status`,
];

describe("generated traffic", () => {
  let report: Report;
  let before: Counts;
  let ended: number;
  let byBackends: Counts;

  beforeAll(async () => {
    await settled();
    // The requests of an earlier test have been scraped once Prometheus and the backends agree.
    before = await eventually(
      "Prometheus has what the backends have",
      SCRAPED_SECONDS,
      async () => {
        const counted = await countedByBackends(ALL);
        expect(await countedByPrometheus(ALL)).toEqual(counted);
        return counted;
      },
    );
    ended = await endedNegotiations();
    await upstreams().forget();
    const people = { users: USERS, requestsPerSecond: 40, count: REQUESTS };
    report = await new Traffic({ baseUrl: urlOf("backend"), ...people }).run();
    byBackends = added(before, await countedByBackends(ALL));
  });

  it("is answered completely, with success and error statuses", () => {
    expect(report.failures).toEqual({});
    expect(report.requests).toBe(REQUESTS);
    const statuses = new Set(Object.keys(report.answers).map((key) => key.split(" ")[2]));
    expect([...statuses]).toEqual(
      expect.arrayContaining(["200", "201", "204", "401", "404", "409", "422"]),
    );
  });

  it("is counted on the backends' /metrics exactly as users saw it", () => {
    const seen = { ...answersOf(report), ...report.counted };
    expect(of(byBackends, ...namesOf(COUNTED))).toEqual(seen);
    const metrics = new Set(Object.keys(seen).map((series) => series.replace(/\{.*/, "")));
    expect([...metrics].sort()).toEqual(namesOf(COUNTED).sort());
  });

  it("is recorded in histograms as often as it occurs", async () => {
    const each = (metric: (typeof MEASURED)[number]) => of(byBackends, `${metric.name}_count`);
    expect(total(each(m.http_request_duration_seconds))).toBe(REQUESTS);
    expect(total(each(m.http_response_size_bytes))).toBe(REQUESTS);
    expect(total(each(m.autodealgenie_vehicle_search_duration_seconds))).toBe(
      total(of(report.counted, m.autodealgenie_vehicle_searches_total.name)),
    );
    expect(total(each(m.autodealgenie_negotiation_duration_seconds))).toBe(
      // A deal is deleted with its negotiations, and people delete none before these have ended.
      (await endedNegotiations()) - ended + (report.answers["DELETE /api/v1/deals/:id 204"] ?? 0),
    );
    expect(total(each(m.autodealgenie_loan_processing_duration_seconds))).toBe(
      onRoutes(report, WORKED_OUT),
    );
  });

  it("is counted as the upstreams received it and charged for it", async () => {
    const { llm, "vehicle-api": api } = await upstreams().requests();
    expect(llm.received).toBeGreaterThan(0);
    expect(api.received).toBeGreaterThan(0);
    const asked = of(byBackends, ...namesOf(ASKED));
    const questions = of(asked, m.autodealgenie_llm_requests_total.name);
    expect(total(questions)).toBe(llm.received);
    const model = labConfig.backend.llm?.model ?? "";
    expect(asked).toEqual({
      ...questions,
      [`autodealgenie_llm_request_duration_seconds_count{model="${model}"}`]: llm.received,
      [`autodealgenie_llm_tokens_used_total{model="${model}",token_type="prompt"}`]:
        llm.tokens.prompt,
      [`autodealgenie_llm_tokens_used_total{model="${model}",token_type="completion"}`]:
        llm.tokens.completion,
      'autodealgenie_external_api_requests_total{api_name="vehicle_api",status="success"}':
        api.received,
      'autodealgenie_external_api_duration_seconds_count{api_name="vehicle_api"}': api.received,
    });
  });

  it("has the same counts in Prometheus", async () => {
    await eventually("one more scrape", SCRAPED_SECONDS, async () => {
      expect(added(before, await countedByPrometheus(ALL))).toEqual(byBackends);
    });
  });

  it("leaves gauges that match the data stores, on both replicas and in Prometheus", async () => {
    await eventually(
      "both replicas and Prometheus say what the stores hold",
      SCRAPED_SECONDS,
      async () => {
        // Read before and after, because users may stop being active in between.
        const stores = await countedByStores();
        const pages = await backendPages();
        expect(pages).toHaveLength(2);
        for (const page of pages) {
          const samples = samplesOf(page, NOW);
          expect(Object.fromEntries(samples.map((it) => [written(it), it.value]))).toEqual(stores);
        }
        for (const metric of NOW) {
          const series = await query(`${metric.name}{job="backend"}`);
          expect(series.length).toBe(2 * Object.keys(of(stores, metric.name)).length);
          for (const { labels, value } of series) {
            expect(value).toBe(stores[written({ metric, labels })]);
          }
        }
        expect(await countedByStores()).toEqual(stores);
      },
    );
    const now = await countedByStores();
    expect(now.autodealgenie_active_users).toBeGreaterThanOrEqual(USERS);
  });

  it("leaves no requests or searches in progress once all are answered", async () => {
    const idle = [m.http_requests_in_flight, m.autodealgenie_active_searches];
    // Probes and scrapes also send requests, but short ones.
    await eventually("no request and no search is under way", SCRAPED_SECONDS, async () => {
      expect(await countedByBackends(idle)).toEqual({});
    });
  });
});
