import { alerts } from "../../alert-rules/alerts";
import { watchedSeries } from "../../alert-rules/blind";
import type { Watched } from "../../signals/blind";
import { readsOf, takes } from "../../signals/promql/reads";
import { SERIES } from "../../signals/series";
import { basicsOf } from "../../infra/plan/basics";
import { settings } from "../support/stacks";
import { startDataServers, type DataServers } from "../support/dataServers";
import { context } from "../support/declared";
import { labelsIn } from "../support/labels";
import { ABSENT } from "../e2e/support/unseen";
import { serviceOn, untilReady, type RunningService } from "../service/harness";
import { blindScenarios } from "./blindScenarios";
import { playScenarios } from "./playScenarios";

const seeing = alerts.filter(({ name }) => name !== "AlertBlind");
const watched = watchedSeries(seeing, context);
const seriesOf = (job: Parameters<typeof watched.get>[0]) =>
  (watched.get(job) ?? []).map(({ series }) => series);

describe("watched series", () => {
  it("are those that alerts read, by the job that exposes them", () => {
    expect(seriesOf("redis-exporter")).toEqual(
      expect.arrayContaining(["redis_up", "redis_memory_used_bytes", "redis_memory_max_bytes"]),
    );
    expect(seriesOf("backend")).toEqual(expect.arrayContaining(["http_requests_total"]));
    expect(seriesOf("kubelet")).toContain("kubelet_volume_stats_available_bytes");
  });

  it("exclude metrics that may be absent from a healthy stack", () => {
    for (const [job, those] of watched) {
      for (const { series } of those) {
        const { metric } = SERIES.get(series)!;
        if (metric.shown !== undefined) continue;
        expect({ job, series, absentWhile: metric.absentWhile }).toEqual({ job, series });
      }
    }
  });

  it("are not among the metrics that the local cluster may lack, except for remote write", () => {
    const sendsOn = "prometheus_remote_storage_";
    const local = watchedSeries(seeing, basicsOf(settings("dev")).context);
    const all = [...local.values()].flat().map(({ series }) => series);
    const missing = ABSENT.filter(({ name }) => all.includes(name) && !name.startsWith(sendsOn));
    expect(missing).toEqual([]);
  });

  it("exclude jobs that a stack leaves out", () => {
    const jobs = ["backend", "prometheus"] as const;
    expect([...watchedSeries(seeing, { ...context, jobs }).keys()]).toEqual(jobs);
  });
});

describe("series of optional parts", () => {
  const alone = { ...context, jobs: ["backend", "alertmanager", "cert-manager"] as const };
  const lacking = watchedSeries(seeing, { ...alone, parts: [] });
  const having = watchedSeries(seeing, { ...context, parts: context.parts! });
  const namesIn = (found: typeof watched) => [...found.values()].flat().map(({ series }) => series);

  it.each([
    "autodealgenie_mongodb_up",
    "autodealgenie_mongodb_operation_duration_seconds_count",
    "autodealgenie_outbox_age_seconds",
    "autodealgenie_llm_requests_total",
    "autodealgenie_llm_request_duration_seconds_count",
    "alertmanager_cluster_members",
    "certmanager_certificate_ready_status",
    "certmanager_certificate_renewal_timestamp_seconds",
  ])("%s is watched only in stacks that have it", (series) => {
    expect(namesIn(having)).toContain(series);
    expect(namesIn(lacking)).not.toContain(series);
  });
});

/** Whether a line of a metrics page is a series that an alert reads. */
function shows(line: string, { series, where = "" }: Watched): boolean {
  const [, name, labels = ""] = /^([\w:]+)(?:\{(.*)\})? /.exec(line) ?? [];
  if (name !== series) return false;
  const values = labelsIn(labels);
  return readsOf(`${series}{${where}}`)[0]!.matchers.every((matcher) =>
    takes(matcher, values[matcher.label] ?? ""),
  );
}

describe("a backend that has just started and had no traffic", () => {
  let servers: DataServers;
  let service: RunningService;
  beforeAll(async () => {
    servers = await startDataServers();
    service = await serviceOn(servers, {
      LLM_BASE_URL: "http://127.0.0.1:9/v1",
      LLM_MODEL: "a-model",
      LLM_API_KEY_FILE: servers.passwordFile,
    });
    await untilReady(service);
  });
  afterAll(async () => {
    await service.stop();
    await servers.close();
  });

  it("exposes every series that alerts read", async () => {
    const lines = (await service.scrape()).text.split("\n");
    const read = watchedSeries(seeing, {
      ...context,
      jobs: ["backend"],
      parts: ["languageModel"],
    }).get("backend")!;
    expect(read.filter((each) => !lines.some((line) => shows(line, each)))).toEqual([]);
  });
});

playScenarios(Object.entries(blindScenarios));
