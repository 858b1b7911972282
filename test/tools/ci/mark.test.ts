import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

import { declaredDashboards } from "../../support/declared";
import { markChange } from "../../../tools/ci/grafana";
import { Problem } from "../../../tools/problem";

const TOKEN = "glsa_of_a_service_account";
const took: { url?: string; authorization?: string; body: unknown }[] = [];

const server = createServer((request, response) => {
  const { authorization } = request.headers;
  void json(request).then((body) => {
    took.push({ url: request.url!, authorization: authorization!, body });
    const allowed = authorization === `Bearer ${TOKEN}`;
    response.writeHead(allowed ? 200 : 403).end(allowed ? '{"id":1}' : '{"message":"forbidden"}');
  });
});

let url: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/grafana/`;
});
afterAll(() => new Promise((done) => server.close(done)));

it("adds a Grafana annotation for a change, with the tags that every dashboard shows", async () => {
  const before = Date.now();
  await markChange({ url, token: TOKEN }, "prod is now at 0a1b2c3, by somebody");
  const [{ body, ...asked } = { body: undefined }] = took;
  expect(asked).toEqual({ url: "/grafana/api/annotations", authorization: `Bearer ${TOKEN}` });
  const { time, tags, text } = body as { time: number; tags: string[]; text: string };
  expect(text).toBe("prod is now at 0a1b2c3, by somebody");
  expect(time).toBeGreaterThanOrEqual(before);
  expect(declaredDashboards.length).toBeGreaterThan(3);
  for (const { annotations } of declaredDashboards) {
    const own = (annotations.list ?? []).filter(({ datasource }) => datasource?.type === "grafana");
    expect(JSON.parse(JSON.stringify(own))).toMatchObject([
      { enable: true, target: { type: "tags", matchAny: false, tags } },
    ]);
  }
});

it("names the required role if Grafana rejects the request, and reports a failed connection", async () => {
  const refused = markChange({ url, token: "another" }, "text");
  await expect(refused).rejects.toThrow(Problem);
  await expect(refused).rejects.toMatchObject({
    message: `POST ${url}api/annotations returned 403: {"message":"forbidden"}`,
    remedy: expect.stringContaining("Editor") as string,
  });
  // Nothing listens on port 0.
  const nobody = markChange({ url: "http://127.0.0.1:0", token: TOKEN }, "text");
  await expect(nobody).rejects.toThrow(
    "POST http://127.0.0.1:0/api/annotations failed without an answer: ",
  );
});
