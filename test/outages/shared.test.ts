import type { Duration } from "../../signals/promql/units";
import type { Rule } from "../support/neededRules";
import { sharedAggregates } from "./shared";

const every: Duration = "30s";
const recording = (record: string, expr: string): Rule => ({ record, labels: {}, expr });
const shared = (...rules: readonly Rule[]) =>
  sharedAggregates([{ name: "g", interval: every, rules: [...rules] }]).flatMap((group) =>
    group.rules.map(({ expr }) => expr),
  );

describe("an aggregation that several rules share", () => {
  it("is recorded once, before all of them", () => {
    expect(
      shared(recording("x", "sum(rate(a[1h])) > 1"), recording("y", "2 * sum(rate(a[1h]))")),
    ).toEqual(["sum(rate(a[1h]))", "shared:0 > 1", "2 * shared:0"]);
  });

  it("is also recorded once if it is nested in another", () => {
    const outer = "max(sum(a) > 1)";
    expect(shared(recording("x", outer), recording("y", outer))).toEqual([
      "sum(a)",
      "max(shared:0 > 1)",
      "shared:1",
      "shared:1",
    ]);
  });

  it("is left unchanged where it is evaluated at other times", () => {
    const exprs = ["max_over_time(sum(a)[5m:15s])", "min_over_time(sum(a)[5m:15s])"];
    expect(shared(...exprs.map((expr, i) => recording(`x${i}`, expr)))).toEqual(exprs);
  });

  it("is left unchanged where it reads a recorded series, which may change between two readers", () => {
    const exprs = ["sum(x0)", "sum(x0) > 1"];
    expect(shared(...exprs.map((expr, i) => recording(`x${i}`, expr)))).toEqual(exprs);
  });
});
