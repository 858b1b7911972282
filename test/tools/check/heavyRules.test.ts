import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { findingText } from "../../../infra/model-checks";
import { heavyRules } from "../../../tools/check/live/heavyRules";
import { seriesCounter } from "../../../tools/check/live/prometheus";
import { declaredBy } from "../../infra/model-checks/stack";

const declared = declaredBy("dev");
const hits = 'redis_keyspace_hits_total{job="redis-exporter"}';

describe("a rule that reads more series than its limit", () => {
  const count = (series: Readonly<Record<string, number>>) => (selector: string) =>
    Promise.resolve(series[selector] ?? 1);

  it("is reported with the selector that contributes most", async () => {
    const found = await heavyRules(declared, count({ [hits]: 20_000 }));
    expect(found.map(findingText)).toEqual([
      `alert-rules/redis.ts: alerting rule LowCacheHitRate reads 20001 series; the limit is 10000. 20000 of them are ${hits} [heavy rule]\n  Its evaluation delays all other rules, so alerts are late. Narrow its selectors, or read a recording rule instead.`,
      `alert-rules/blind.ts: alerting rule AlertBlind{job="redis-exporter"} reads 20005 series; the limit is 10000. 20000 of them are ${hits} [heavy rule]\n  Its evaluation delays all other rules, so alerts are late. Narrow its selectors, or read a recording rule instead.`,
    ]);
  });

  it("is judged by the given limit", async () => {
    expect(await heavyRules(declared, count({ [hits]: 20_000 }), 20_005)).toEqual([]);
    expect(await heavyRules(declared, count({}), 1)).toContainEqual(
      expect.objectContaining({ where: "alert-rules/redis.ts" }),
    );
  });

  it("is looked for with one query per selector", async () => {
    const asked: string[] = [];
    await heavyRules(declared, (selector) => {
      asked.push(selector);
      return Promise.resolve(1);
    });
    expect(asked).toContain(hits);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe("a Prometheus", () => {
  let server: Server;
  let asked: string | null;
  let answer: { readonly status: number; readonly body: string };

  beforeEach(async () => {
    server = createServer(({ url = "" }, response) => {
      asked = new URL(url, "http://prometheus").searchParams.get("query");
      response.writeHead(url.startsWith("/prefix/api/v1/query?") ? answer.status : 404);
      response.end(answer.body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  afterEach(() => new Promise((closed) => server.close(closed)));

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`;
  const vector = (...values: string[]) =>
    JSON.stringify({
      status: "success",
      data: {
        resultType: "vector",
        result: values.map((value) => ({ metric: {}, value: [1_700_000_000, value] })),
      },
    });

  it("is queried for the number of series of a selector, under its path prefix", async () => {
    answer = { status: 200, body: vector("42") };
    expect(await seriesCounter(address())(hits)).toBe(42);
    expect(asked).toBe(`count(${hits})`);
  });

  it("has 0 series of a selector if the result is empty", async () => {
    answer = { status: 200, body: vector() };
    expect(await seriesCounter(address())(hits)).toBe(0);
  });

  it.each([
    ["returns an error status", { status: 400, body: "" }, "it answered 400."],
    ["does not return JSON", { status: 200, body: "<html>" }, "the answer is not from"],
    ["returns two counts", { status: 200, body: vector("1", "2") }, "the answer is not from"],
  ])("is reported with a remedy if it %s", async (_, given, cause) => {
    answer = given;
    const said = await seriesCounter(address())("up").catch((error: unknown) => String(error));
    expect(said).toContain(`${address()} did not return the number of series of up: ${cause}`);
    expect(String(said).split("\n")).toHaveLength(2);
  });

  it("is reported with the reason if it is unreachable", async () => {
    const gone = address();
    await new Promise((closed) => server.close(closed));
    await expect(seriesCounter(gone)("up")).rejects.toThrow("ECONNREFUSED");
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
});
