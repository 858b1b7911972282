import { alerts } from "../../alert-rules/alerts";
import { watchedSeries } from "../../alert-rules/blind";
import { SERIES } from "../../signals/series";
import { startDataServers, type DataServers } from "../support/dataServers";
import { context } from "../support/declared";
import { ABSENT } from "../e2e/support/unseen";
import { serviceOn, untilReady, type RunningService } from "../service/harness";

const seeing = alerts.filter(({ name }) => name !== "AlertBlind");
const watched = watchedSeries(seeing, context);
const seriesOf = (job: Parameters<typeof watched.get>[0]) =>
  (watched.get(job) ?? []).map(({ series }) => series);

describe("what is watched", () => {
  it("is what alerts read, of the jobs that show it", () => {
    expect(seriesOf("redis-exporter")).toEqual(
      expect.arrayContaining(["redis_up", "redis_memory_used_bytes", "redis_memory_max_bytes"]),
    );
    expect(seriesOf("backend")).toEqual(expect.arrayContaining(["http_requests_total"]));
    expect(seriesOf("kubelet")).toContain("kubelet_volume_stats_available_bytes");
  });

  it("is nothing that need not be there while all is well", () => {
    for (const [job, those] of watched) {
      for (const { series } of those) {
        const { metric } = SERIES.get(series)!;
        expect({ job, series, absentWhile: metric.absentWhile }).toEqual({ job, series });
      }
    }
  });

  it("is there in the local cluster, of which the live proof asks for everything else", () => {
    const sendsOn = "prometheus_remote_storage_";
    const all = [...watched.values()].flat().map(({ series }) => series);
    const missing = ABSENT.filter(({ name }) => all.includes(name) && !name.startsWith(sendsOn));
    expect(missing).toEqual([]);
  });

  it("is of no job that a stack leaves out", () => {
    const jobs = ["backend", "prometheus"] as const;
    expect([...watchedSeries(seeing, { ...context, jobs }).keys()]).toEqual(jobs);
  });
});

describe("a backend that has just begun, and has had no traffic", () => {
  let servers: DataServers;
  let service: RunningService;
  beforeAll(async () => {
    servers = await startDataServers();
    service = await serviceOn(servers);
    await untilReady(service);
  });
  afterAll(async () => {
    await service.stop();
    await servers.close();
  });

  it("says all that alerts read of it", async () => {
    const { text } = await service.scrape();
    const said = new Set(
      text
        .split("\n")
        .filter((line) => /^[a-z]/i.test(line))
        .map((line) => /^[\w:]+/.exec(line)![0]),
    );
    expect(seriesOf("backend").filter((series) => !said.has(series))).toEqual([]);
  });
});
