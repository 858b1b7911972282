import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-application")!);
const of = (metric: string, pod: string, job = "backend") => `${metric}{job="${job}",pod="${pod}"}`;

it("shows each pod's CPU usage in cores and its open files as a share of the limit", () => {
  const cpu = { [of("process_cpu_seconds_total", "a")]: "0+7.5x20" };
  asks(["CPU Usage"], cpu, { '{pod="a"}': 0.5 });
  const files = {
    [of("process_open_fds", "a")]: "30x20",
    [of("process_max_fds", "a")]: "100x20",
    [of("process_open_fds", "p", "prometheus")]: "90x20",
    [of("process_max_fds", "p", "prometheus")]: "100x20",
  };
  asks(["Open Files (% of limit)"], files, { '{pod="a"}': 0.3 });
});

it("shows each process's uptime and the number of pods per version", () => {
  asks(["Uptime"], { [of("process_start_time_seconds", "a")]: "60x20" }, { '{pod="a"}': 180 });
  const info = (pod: string, version: string) =>
    `autodealgenie_app_info{job="backend",pod="${pod}",version="${version}",environment="dev"}`;
  const series = {
    [info("a", "1.0")]: "1x20",
    [info("b", "1.0")]: "1x20",
    [info("c", "2.0")]: "1x20",
  };
  asks(["Running Versions"], series, { '{version="1.0"}': 2, '{version="2.0"}': 1 });
});

it("computes request sizes over all user requests, and is empty without any", () => {
  const bucket = (le: string, route = "/api/v1/deals") =>
    `http_request_size_bytes_bucket{job="backend",pod="a",method="POST",route="${route}",le="${le}"}`;
  const series = {
    [bucket("256")]: "0x20",
    [bucket("1024")]: "0+10x20",
    [bucket("+Inf")]: "0+10x20",
    [bucket("256", "/health")]: "0+99x20",
    [bucket("+Inf", "/health")]: "0+99x20",
  };
  asks(["Request Size"], series, { "{}": 640 });
  asks(["Request Size"], { [bucket("+Inf")]: "5x20" }, {});
});

it("shows the share of time that each process spends on garbage collection, by kind", () => {
  const collected = (pod: string, kind: string, job = "backend") =>
    `nodejs_gc_duration_seconds_sum{job="${job}",pod="${pod}",kind="${kind}"}`;
  const series = {
    [collected("a", "minor")]: "0+0.3x20",
    [collected("a", "major")]: "0+3x20",
    [collected("b", "minor")]: "5x20",
    [collected("w", "minor", "worker")]: "0+15x20",
  };
  const of = (pod: string, kind: string) => `{kind="${kind}", pod="${pod}"}`;
  asks(["Garbage Collection (% of time)"], series, {
    [of("a", "major")]: 0.2,
    [of("a", "minor")]: 0.02,
    [of("b", "minor")]: 0,
  });
});

it("shows the memory that each pod holds outside its heap", () => {
  const series = {
    [of("nodejs_external_memory_bytes", "a")]: "3000x20",
    [of("nodejs_external_memory_bytes", "b")]: "2000x20",
    [of("nodejs_external_memory_bytes", "w", "worker")]: "9000x20",
  };
  asks(["Memory outside the JavaScript Heap"], series, { '{pod="a"}': 3000, '{pod="b"}': 2000 });
});
