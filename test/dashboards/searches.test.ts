import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-searches")!);

const attempts = (status: string, pod = "a") =>
  `autodealgenie_external_api_requests_total{job="backend",pod="${pod}",api_name="vehicle_api",status="${status}"}`;
const request = (route: string, status: number) =>
  `http_requests_total{job="backend",pod="a",method="POST",route="${route}",status="${status}"}`;

it("shows the failure ratio of all kinds of searches, ignoring other requests", () => {
  const series = {
    [request("/api/v1/vehicles/search", 200)]: "0+27x20",
    [request("/api/v1/vehicles/compare", 503)]: "0+3x20",
    [request("/api/v1/deals", 500)]: "0+90x20",
  };
  asks(["Search Failure Rate"], series, { "{}": 0.1 });
  asks(["Search Failure Rate"], { [request("/api/v1/vehicles/search", 200)]: "9x20" }, {});
});

it("shows the failure ratio of external API requests over all pods", () => {
  const series = { [attempts("success")]: "0+30x20", [attempts("error", "b")]: "0+10x20" };
  asks(["External API Failure Rate"], series, { '{api_name="vehicle_api"}': 0.25 });
});

it("adds up the searches in progress on all pods", () => {
  const active = (pod: string) => `autodealgenie_active_searches{job="backend",pod="${pod}"}`;
  asks(["Searches in Progress"], { [active("a")]: "2x20", [active("b")]: "1x20" }, { "{}": 3 });
});

it("computes Search Latency (p95) of each type over all pods", () => {
  const bucket = (pod: string, le: string) =>
    `autodealgenie_vehicle_search_duration_seconds_bucket{job="backend",pod="${pod}",search_type="search",le="${le}"}`;
  const series = {
    [bucket("a", "1")]: "0+135x20",
    [bucket("a", "2.5")]: "0+135x20",
    [bucket("a", "+Inf")]: "0+135x20",
    [bucket("b", "1")]: "0x20",
    [bucket("b", "2.5")]: "0+15x20",
    [bucket("b", "+Inf")]: "0+15x20",
  };
  asks(["Search Latency (p95)"], series, { '{search_type="search"}': 1.75 });
});
