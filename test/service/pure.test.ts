import { Registry } from "prom-client";

import { meansUnavailable } from "../../service/db/faults";
import { describeStatement } from "../../service/db/statement";
import { NEXT_STATUSES, statusesBefore } from "../../service/deals/transitions";
import { DEAL_STATUSES } from "../../service/metrics/labels";
import { counter, defineMetrics, gauge, histogram, OPEN } from "../../service/metrics/define";
import { instrument } from "../../service/metrics/registry";

describe("describeStatement", () => {
  it.each([
    ["SELECT a FROM users WHERE b", "select", "users"],
    ["\n  insert into deals (a) VALUES ($1)", "insert", "deals"],
    ["UPDATE refresh_tokens SET a = 1 FROM users", "update", "refresh_tokens"],
    ["DELETE FROM deals WHERE id IN (SELECT id FROM users)", "delete", "deals"],
    ["SELECT 1", "select", "none"],
    ["SELECT version FROM schema_migrations", "select", "none"],
    ["BEGIN", "other", "none"],
    ["CREATE TABLE users (id uuid)", "other", "none"],
    ["SET LOCAL statement_timeout = 1", "other", "none"],
  ])("%j is %s on %s", (sql, operation, table) => {
    expect(describeStatement(sql)).toEqual({ operation, table });
  });
});

describe("meansUnavailable", () => {
  const coded = (code: string) => Object.assign(new Error("x"), { code });
  it.each([
    [coded("ECONNREFUSED"), true],
    [coded("EAI_AGAIN"), true],
    [new Error("timeout exceeded when trying to connect"), true],
    [new Error("Connection terminated unexpectedly"), true],
    [new Error("Query read timeout"), true],
    [new TypeError("x is not a function"), false],
    ["text", false],
  ])("%p: %p", (error, expected) => {
    expect(meansUnavailable(error)).toBe(expected);
  });
});

it("statusesBefore() returns the status itself and all statuses it can follow", () => {
  for (const target of DEAL_STATUSES) {
    for (const from of DEAL_STATUSES) {
      expect(statusesBefore(target).includes(from)).toBe(
        from === target || NEXT_STATUSES[from].includes(target),
      );
    }
  }
  expect([statusesBefore("pending"), NEXT_STATUSES.completed]).toEqual([["pending"], []]);
});

describe("instrument", () => {
  const catalog = defineMetrics({
    tea_cups_total: counter("Cups.", { kind: ["green", "black"], size: ["s", "l"] }),
    tea_guests_total: counter("Guests.", { name: OPEN }),
    tea_warm: gauge("Cups that are warm."),
    tea_brewing_seconds: histogram("Brewing.", [1, 2], { kind: ["green"] }),
  });

  it("initializes all known series to 0 and creates no others", async () => {
    const registry = new Registry();
    instrument(catalog, registry);
    const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("tea"));
    expect(lines).toEqual([
      'tea_cups_total{kind="green",size="s"} 0',
      'tea_cups_total{kind="green",size="l"} 0',
      'tea_cups_total{kind="black",size="s"} 0',
      'tea_cups_total{kind="black",size="l"} 0',
      "tea_warm 0",
      'tea_brewing_seconds_bucket{le="1",kind="green"} 0',
      'tea_brewing_seconds_bucket{le="2",kind="green"} 0',
      'tea_brewing_seconds_bucket{le="+Inf",kind="green"} 0',
      'tea_brewing_seconds_sum{kind="green"} 0',
      'tea_brewing_seconds_count{kind="green"} 0',
    ]);
  });

  it("removes a gauge on clear() and restores it on set()", async () => {
    const registry = new Registry();
    const { tea_warm } = instrument(catalog, registry);
    tea_warm.set(3);
    tea_warm.clear();
    expect(await registry.getSingleMetricAsString("tea_warm")).not.toMatch(/^tea_warm/m);
    tea_warm.set(2);
    expect(await registry.getSingleMetricAsString("tea_warm")).toMatch(/^tea_warm 2$/m);
  });

  it("compiles only if every label is given, with a listed value", () => {
    const tea = instrument(catalog, new Registry());
    const mistakes = [
      // @ts-expect-error a label is forgotten
      () => tea.tea_cups_total.inc({ kind: "green" }),
      // @ts-expect-error no such value
      () => tea.tea_cups_total.inc({ kind: "white", size: "s" }),
      // @ts-expect-error no such label
      () => tea.tea_guests_total.inc({ name: "a", age: "7" }),
      // @ts-expect-error it has no labels
      () => tea.tea_warm.set(1, { kind: "green" }),
      // @ts-expect-error its labels are forgotten
      () => tea.tea_brewing_seconds.observe(1),
    ];
    expect(mistakes).toHaveLength(5);
  });
});
