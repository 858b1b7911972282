import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Traffic } from "../../lab/traffic/traffic";

// What the generator does to the real service is in metrics.test.ts; this is about its own bounds.
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((req, res) => {
    req.resume();
    const status = req.url?.endsWith("/signup") ? 201 : 200;
    res.writeHead(status, { "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const FEW = { users: 3, requestsPerSecond: 200 };
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((a, b) => a + b, 0);

it("sends exactly as many requests as it is told", async () => {
  const report = await new Traffic({ ...FEW, baseUrl, count: 50 }).run();
  expect([report.requests, sum(report.answers)]).toEqual([50, 50]);
});

it("keeps the pace over all users, and the time", async () => {
  const report = await new Traffic({ ...FEW, baseUrl, requestsPerSecond: 40, seconds: 1 }).run();
  // It ends with the answer to the last request, however long that one takes here.
  expect(report.seconds).toBeLessThan(5);
  expect(report.requests).toBeGreaterThan(10);
  expect(report.requests).toBeLessThanOrEqual(41);
});

it("stops when it is told to", async () => {
  const stop = new AbortController();
  const traffic = new Traffic({ ...FEW, baseUrl, signal: stop.signal });
  const done = traffic.run();
  while (traffic.report().requests < 10) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  const report = await done;
  expect(report).toMatchObject({ requests: sum(report.answers), failures: {} });
});

it("counts by cause what found no server", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => void nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  const to = { ...FEW, baseUrl: `http://127.0.0.1:${port}` };
  const report = await new Traffic({ ...to, count: 5 }).run();
  expect(report).toMatchObject({ requests: 5, answers: {}, failures: { ECONNREFUSED: 5 } });
});

it("refuses to go on for ever, or at no pace", async () => {
  await expect(new Traffic({ ...FEW, baseUrl }).run()).rejects.toThrow("traffic must end");
  const none = { ...FEW, baseUrl, count: 1, requestsPerSecond: 0 };
  await expect(new Traffic(none).run()).rejects.toThrow("requestsPerSecond must be more than 0");
});
