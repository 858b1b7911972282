import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const board = declaredDashboards.find(({ uid }) => uid === "autodealgenie-business-metrics")!;
const asks = asker(board);

const UP = { 'up{job="backend",pod="a"}': "1x700" };
const deals = (pod: string, status = "pending") =>
  `autodealgenie_deals_created_total{job="backend",pod="${pod}",status="${status}"}`;
const refused = (reason: string) =>
  `autodealgenie_auth_failures_total{job="backend",pod="a",reason="${reason}"}`;
const succeeded = 'autodealgenie_auth_success_total{job="backend",pod="b"}';
/** Two and a half hours of samples, of which the last hour counts. */
const hours = { at: "150m", interval: "1m" } as const;

it("shows the seven panels of Business Metrics for 24 hours, refreshed every 30 seconds", () => {
  expect(board).toMatchObject({ refresh: "30s", time: { from: "now-24h", to: "now" } });
  expect(board.panels.map(({ title }) => title).sort()).toEqual([
    "Authentication Failures (per second)",
    "Authentication Success Rate",
    "Deals Created (per hour)",
    "Deals by Status (24h)",
    "Top API Endpoints by Usage",
    "Total Deals (24h)",
    "User Signups (per hour)",
  ]);
});

describe("Deals Created (per hour)", () => {
  const title = "Deals Created (per hour)";

  it("counts the last hour's deals of all pods as integers, including pods that are gone", () => {
    // Three before the last hour; then two from a pod that disappears, and one from its successor.
    const series = {
      [deals("a")]: "0x30 3x70 5x10 stale",
      [deals("b")]: "_x110 0x10 1x40",
      [deals("b", "completed")]: "_x110 0x50",
    };
    asks([title], series, { "{}": 3 }, hours);
    asks([title, "B"], series, { '{status="pending"}': 3 }, hours);
  });

  it("is 0 before the first deal, and empty without a backend", () => {
    asks([title], UP, { "{}": 0 }, hours);
    asks([title], {}, {}, hours);
  });
});

it("counts User Signups (per hour) over all pods", () => {
  const signUps = (pod: string) => `autodealgenie_user_signups_total{job="backend",pod="${pod}"}`;
  const series = { [signUps("a")]: "0x120 2x60", [signUps("b")]: "7x120 8x60" };
  asks(["User Signups (per hour)"], series, { "{}": 3 }, hours);
});

it("counts Total Deals (24h) as a whole number", () => {
  const series = { [deals("a")]: "0x60 1x60 3x60 4x300" };
  asks(["Total Deals (24h)"], series, { "{}": 4 }, { at: "24h", interval: "5m" });
});

describe("Authentication Success Rate", () => {
  const title = "Authentication Success Rate";

  it("divides successes by all attempts, whatever the reasons for the failures", () => {
    const series = {
      [succeeded]: "0+12x20",
      [refused("bad_credentials")]: "0+2x20",
      [refused("bad_token")]: "0+1x20",
    };
    asks([title], series, { "{}": 0.8 });
  });

  it("is empty, not NaN, without attempts", () => {
    asks([title], { [succeeded]: "9x20", [refused("inactive")]: "3x20" }, {});
  });
});

it("shows Authentication Failures (per second) in total and by reason", () => {
  const series = { [refused("bad_credentials")]: "0+30x20", [refused("bad_token")]: "0+15x20" };
  const title = "Authentication Failures (per second)";
  asks([title], series, { "{}": 3 });
  asks([title, "B"], series, { '{reason="bad_credentials"}': 2, '{reason="bad_token"}': 1 });
});

it("shows at most ten of the Top API Endpoints by Usage, without probes", () => {
  const route = (name: string) =>
    `http_requests_total{job="backend",pod="a",method="GET",route="${name}",status="200"}`;
  const routes = Array.from({ length: 12 }, (_, i) => `/r${i}`);
  const series = Object.fromEntries(routes.map((name, i) => [route(name), `0+${i}x600`]));
  const yields = Object.fromEntries(
    routes.slice(2).map((name, i) => [`{method="GET",route="${name}"}`, (i + 2) * 240]),
  );
  asks(["Top API Endpoints by Usage"], { ...series, [route("/health")]: "0+99x600" }, yields, {
    at: "150m",
  });
});

it("shows the current deals per status in Deals by Status (24h), once for all pods", () => {
  const now = (pod: string, status: string) =>
    `autodealgenie_deals{job="backend",pod="${pod}",status="${status}"}`;
  const series = {
    [now("a", "pending")]: "4x20",
    [now("b", "pending")]: "4x20",
    [now("a", "completed")]: "9x20",
  };
  asks(["Deals by Status (24h)"], series, { '{status="pending"}': 4, '{status="completed"}': 9 });
});
