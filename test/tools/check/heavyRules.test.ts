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

  it("is found, with what is most of it", async () => {
    const found = await heavyRules(declared, count({ [hits]: 20_000 }));
    expect(found.map(findingText)).toEqual([
      `alert-rules/redis.ts: alerting rule LowCacheHitRate reads 20001 series; the limit is 10000. 20000 of them are ${hits} [heavy rule]\n  Its evaluation delays all other rules, so alerts are late. Narrow its selectors, or read a recording rule instead.`,
      `alert-rules/blind.ts: alerting rule AlertBlind{job="redis-exporter"} reads 20005 series; the limit is 10000. 20000 of them are ${hits} [heavy rule]\n  Its evaluation delays all other rules, so alerts are late. Narrow its selectors, or read a recording rule instead.`,
    ]);
  });

  it("is measured against the limit that is given", async () => {
    expect(await heavyRules(declared, count({ [hits]: 20_000 }), 20_005)).toEqual([]);
    expect(await heavyRules(declared, count({}), 1)).toContainEqual(
      expect.objectContaining({ where: "alert-rules/redis.ts" }),
    );
  });

  it("is asked for each selector once", async () => {
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

  it("is asked how many series a selector has, under its path", async () => {
    answer = { status: 200, body: vector("42") };
    expect(await seriesCounter(address())(hits)).toBe(42);
    expect(asked).toBe(`count(${hits})`);
  });

  it("has none where it says nothing of them", async () => {
    answer = { status: 200, body: vector() };
    expect(await seriesCounter(address())(hits)).toBe(0);
  });

  it.each([
    ["that refuses", { status: 400, body: "" }, "it answered 400."],
    ["that is something else", { status: 200, body: "<html>" }, "the answer is not from"],
    ["that counts twice", { status: 200, body: vector("1", "2") }, "the answer is not from"],
  ])("%s is named, with the way out", async (_, given, cause) => {
    answer = given;
    const said = await seriesCounter(address())("up").catch((error: unknown) => String(error));
    expect(said).toContain(`${address()} did not return the number of series of up: ${cause}`);
    expect(String(said).split("\n")).toHaveLength(2);
  });

  it("that is not there is named, with the reason", async () => {
    const gone = address();
    await new Promise((closed) => server.close(closed));
    await expect(seriesCounter(gone)("up")).rejects.toThrow("ECONNREFUSED");
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
});
