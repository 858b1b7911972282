import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-application")!);
const of = (metric: string, pod: string, job = "backend") => `${metric}{job="${job}",pod="${pod}"}`;

it("shows each pod's share of a core, and of the files that it may open", () => {
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

it("shows how long each process has run, and how many pods run a version", () => {
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

it("takes sizes over all the users' requests, and is empty without any", () => {
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
