import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "autodealgenie-customers")!);
const hours = { at: "150m", interval: "1m" } as const;

it("does not add up gauges that every pod reports alike", () => {
  const gauge = (name: string, pod: string) => `autodealgenie_${name}{job="backend",pod="${pod}"}`;
  const both = (name: string) => ({ [gauge(name, "a")]: "7x20", [gauge(name, "b")]: "7x20" });
  asks(["Active Users"], both("active_users"), { "{}": 7 });
  asks(["Open Negotiations"], both("active_negotiation_sessions"), { "{}": 7 });
});

it("counts negotiations and loan applications of all pods as integers", () => {
  const begun = (pod: string) =>
    `autodealgenie_negotiation_sessions_total{job="backend",pod="${pod}"}`;
  const loans = (pod: string) =>
    `autodealgenie_loan_applications_total{job="backend",pod="${pod}",status="submitted"}`;
  const series = { [begun("a")]: "0x120 2x60", [begun("b")]: "5x120 6x60" };
  asks(["Negotiations Started (per hour)"], series, { "{}": 3 }, hours);
  const applied = { [loans("a")]: "0x120 1x60", [loans("b")]: "0x120 1x60" };
  asks(["Loan Applications (per hour)"], applied, { '{status="submitted"}': 2 }, hours);
});

it("computes Negotiation Duration (24h) from ended negotiations, and is empty without any", () => {
  const bucket = (le: string) =>
    `autodealgenie_negotiation_duration_seconds_bucket{job="backend",pod="a",le="${le}"}`;
  const title = "Negotiation Duration (24h)";
  const series = {
    [bucket("60")]: "0x99 0x60",
    [bucket("120")]: "0x99 4x60",
    [bucket("+Inf")]: "0x99 4x60",
  };
  asks([title], series, { "{}": 90 }, hours);
  asks([title], { [bucket("60")]: "3x159", [bucket("+Inf")]: "3x159" }, {}, hours);
});
