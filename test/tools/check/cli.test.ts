import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { check } from "./command";

it("finds no mistakes in either stack", async () => {
  const stdout = "dev: no mistakes\nprod: no mistakes\n";
  expect(await check()).toEqual({ status: 0, stdout, stderr: "" });
});

it("reports rules that are too heavy on a live Prometheus, in two lines each, and fails", async () => {
  const body = { data: { resultType: "vector", result: [{ metric: {}, value: [0, "3"] }] } };
  const server = createServer((_, response) => response.end(JSON.stringify(body)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { status, stdout } = await check("dev", "--prometheus", url, "--max-series", "12");
    expect(status).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe(`dev: ${(lines.length - 1) / 2} mistakes`);
    expect(lines[0]).toMatch(
      /^dev: alert-rules\/\w+\.ts: alerting rule \w+ reads \d+ series; the limit is 12. 3 of them are /,
    );
  } finally {
    await new Promise((closed) => server.close(closed));
  }
});

it.each([["staging"], ["dev", "--max-series", "few"]])(
  "reports an invalid argument with one line of cause and one of remedy: %s",
  async (...words) => {
    const { status, stderr } = await check(...words);
    expect(status).not.toBe(0);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect(stderr).toMatch(/npm run check -- \[stack\]|choose an existing stack: dev, prod\./);
  },
);
