import { Registry } from "prom-client";

import { LlmClient, noLlm } from "../../service/llm/llm";
import { LlmError, statusError } from "../../service/llm/protocol";
import { attemptMs, waitBeforeRetry } from "../../service/llm/retry";
import { createLogger } from "../../service/logger";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import { Watch } from "../../service/unavailable";
import {
  answered,
  breaking,
  completion,
  failing,
  json,
  LlmServer,
  MODEL,
  stalling,
} from "./llmServer";
import { livedTime } from "../support/livedTime";
import { Scrape } from "./scrape";

const server = new LlmServer();
let baseUrl: string;

beforeAll(async () => {
  baseUrl = await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
});

function client(timeoutSeconds = 5, url = baseUrl) {
  const registry = new Registry();
  const metrics = instrument(backend, registry);
  let log = "";
  const logger = createLogger("backend", "debug", { write: (line) => void (log += line) });
  const config = { baseUrl: url, model: MODEL, apiKey: "secret-key", timeoutSeconds };
  const llm = new LlmClient(config, metrics, new Watch("llm", logger));
  const ask = () =>
    llm.ask("negotiation", {
      instructions: "Be brief.",
      facts: { price: 17_000, note: "private" },
    });
  const counted = async () => {
    const scrape = new Scrape(await registry.metrics());
    const sum = (name: string) =>
      Object.values(scrape.nonZero(name)).reduce((all, value) => all + value, 0);
    return {
      requests: sum("autodealgenie_llm_requests_total"),
      errors: scrape.nonZero("autodealgenie_llm_errors_total"),
      prompt: scrape.value("autodealgenie_llm_tokens_used_total", {
        model: MODEL,
        token_type: "prompt",
      }),
      completion: scrape.value("autodealgenie_llm_tokens_used_total", {
        model: MODEL,
        token_type: "completion",
      }),
      durations: scrape.value("autodealgenie_llm_request_duration_seconds_count", { model: MODEL }),
    };
  };
  return { llm, ask, counted, registry, log: () => log };
}

const error = (type: string) => ({ [`{model="${MODEL}",error_type="${type}"}`]: 1 });

describe("a question", () => {
  it("is sent in OpenAI's format with the key, and returns the answer's text", async () => {
    const { ask, counted, log } = client();
    expect(await ask()).toBe("As the model puts it.");
    expect(server.asked).toEqual([
      {
        path: "POST /v1/chat/completions",
        authorization: "Bearer secret-key",
        body: {
          model: MODEL,
          messages: [
            { role: "system", content: expect.stringMatching(/^Be brief\. .*"answer"/) },
            { role: "user", content: '{"price":17000,"note":"private"}' },
          ],
          temperature: expect.any(Number),
          response_format: { type: "json_object" },
        },
      },
    ]);
    expect(await counted()).toEqual({
      requests: 1,
      errors: {},
      prompt: 100,
      completion: 20,
      durations: 1,
    });
    expect(log()).toBe("");
  });

  it("has no answer if no model is configured", async () => {
    expect(await noLlm.ask("negotiation", { instructions: "", facts: {} })).toBeUndefined();
    noLlm.stop();
  });

  it.each([
    ["fails once", [failing(500)]],
    ["fails twice", [failing(502), failing(503)]],
    ["drops the connection", [breaking]],
    ["throttles without Retry-After", [failing(429)]],
    ["throttles with Retry-After", [failing(429, { "Retry-After": "0" })]],
    ["stalls", [stalling]],
  ])("is retried when the server %s, and counts once, without an error", async (_how, next) => {
    const { ask, counted } = client(3);
    server.next.push(...next);
    expect(await ask()).toBe("As the model puts it.");
    expect(server.asked).toHaveLength(next.length + 1);
    expect(await counted()).toMatchObject({ requests: 1, errors: {}, durations: 1 });
  });

  it.each([
    ["fails three times", failing(500), "api", 3],
    ["drops the connection three times", breaking, "api", 3],
    ["throttles three times", failing(429, { "Retry-After": "0" }), "rate_limit", 3],
    ["throttles longer than the timeout", failing(429, { "Retry-After": "30" }), "rate_limit", 1],
    ["rejects the key", failing(401), "auth", 1],
    ["forbids the request", failing(403), "auth", 1],
    ["responds with 400", failing(400), "api", 1],
    ["redirects the request", failing(307, { Location: "http://127.0.0.1:1/" }), "api", 1],
    ["does not respond with JSON", json("<html>"), "parse", 1],
    ["responds with unexpected JSON", json({ choices: [] }), "parse", 1],
    ["responds with too much data", json(`"${"x".repeat(1_100_000)}"`), "api", 1],
  ])("is abandoned when the server %s, and counts as an error", async (_how, usual, type, sent) => {
    const { ask, counted, log } = client();
    server.usual = usual;
    expect(await ask()).toBeUndefined();
    expect(server.asked).toHaveLength(sent);
    expect(await counted()).toEqual({
      requests: 1,
      errors: error(type),
      prompt: 0,
      completion: 0,
      durations: 1,
    });
    expect(log()).toContain("the rules alone answer");
    expect(log()).not.toMatch(/private|17000|Be brief|secret-key/);
  });

  it("is abandoned after the total timeout if the server keeps stalling", async () => {
    // Enough time for a busy machine to make a second attempt after the first one.
    const { ask, counted } = client(2);
    server.usual = stalling;
    const lived = livedTime();
    expect(await ask().finally(lived)).toBeUndefined();
    expect(lived()).toBeLessThan(3500);
    expect(server.asked.length).toBeGreaterThanOrEqual(2);
    expect((await counted()).errors).toEqual(error("timeout"));
  });

  it("is abandoned after the timeout if the response does not end", async () => {
    const { ask, counted } = client(0.5);
    server.usual = (res) => void res.writeHead(200).write('{"choices":');
    expect(await ask()).toBeUndefined();
    expect((await counted()).errors).toEqual(error("timeout"));
  });

  it("is abandoned if the connection is refused", async () => {
    const gone = new LlmServer();
    const url = await gone.start();
    await gone.stop();
    const { ask, counted, log } = client(5, url);
    expect(await ask()).toBeUndefined();
    expect((await counted()).errors).toEqual(error("api"));
    expect(log()).toContain("ECONNREFUSED");
  });

  it.each([
    ["not JSON", "Hello!"],
    ["without an answer", '{"text":"Hello"}'],
    ["an empty answer", '{"answer":" \\u0000 "}'],
    ["an answer that is not a string", '{"answer":7}'],
  ])("counts its tokens even if the content is %s", async (_what, content) => {
    const { ask, counted, log } = client();
    server.usual = json(completion(content));
    expect(await ask()).toBeUndefined();
    expect(await counted()).toMatchObject({
      requests: 1,
      errors: error("parse"),
      prompt: 100,
      completion: 20,
    });
    expect(log()).not.toContain("Hello");
  });

  it("is answered even if the server does not report token usage", async () => {
    const { ask, counted } = client();
    server.usual = json({ ...answered("Fine."), usage: undefined });
    expect(await ask()).toBe("Fine.");
    expect(await counted()).toMatchObject({ requests: 1, errors: {}, prompt: 0 });
  });

  it("has its answer truncated, and cleaned of characters that PostgreSQL rejects", async () => {
    const { ask } = client();
    server.usual = json(answered(`a\0b\ud800${"x".repeat(9000)}`));
    const answer = await ask();
    expect(answer).toHaveLength(4000);
    expect(answer?.startsWith("ab\ufffdx")).toBe(true);
  });

  it("ends immediately without an error when the service stops, and no other is sent after that", async () => {
    const { llm, ask, counted } = client(30);
    const asked = new Promise<void>((resolve) => (server.usual = () => resolve()));
    const answer = ask();
    await asked;
    llm.stop();
    expect(await answer).toBeUndefined();
    expect(await ask()).toBeUndefined();
    expect(server.asked).toHaveLength(1);
    expect(await counted()).toMatchObject({ requests: 0, errors: {}, durations: 0 });
  });
});

it("initializes each of its series to 0", async () => {
  const { registry } = client();
  const page = await registry.metrics();
  const zeros = page.split("\n").filter((line) => /^autodealgenie_llm_.*_total.* 0$/.test(line));
  expect(zeros).toHaveLength(3 + 2 + 5);
  expect(page).toContain(`autodealgenie_llm_request_duration_seconds_count{model="${MODEL}"} 0`);
});

it("logs a failure once, and then the recovery", async () => {
  const { ask, log } = client();
  server.next.push(failing(400), failing(400));
  for (let times = 0; times < 3; times += 1) await ask();
  expect(log().trim().split("\n")).toEqual([
    expect.stringContaining("the rules alone answer"),
    expect.stringContaining("answers again"),
  ]);
});

describe("waiting before a retry", () => {
  const passing = new LlmError("api", "x", { passing: true });
  it("doubles, is randomized, and ends after two retries", () => {
    const waits = [1, 2, 3].map((attempts) => waitBeforeRetry(passing, attempts, 9999, 1));
    expect(waits).toEqual([200, 400, undefined]);
    expect(waitBeforeRetry(passing, 1, 9999, 0)).toBe(100);
  });

  it.each([
    [429, "2", 2000],
    [503, "1", 1000],
    [429, "Mon, 23 Nov 2026 12:00:03 GMT", 3000],
    [429, "Mon, 23 Nov 2026 11:00:00 GMT", 0],
    [429, "soon", 200],
    [429, null, 200],
    [429, "5", undefined],
    [401, "1", undefined],
    [400, "1", undefined],
  ])("after %i with Retry-After %p is %p ms if 5 s are left", (status, header, expected) => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(waitBeforeRetry(statusError(status, header, now), 1, 5000, 1)).toBe(expected);
  });

  it("leaves time for a second attempt, and limits attempts to the remaining time", () => {
    expect([attemptMs(20_000, 20_000), attemptMs(20_000, 3000)]).toEqual([10_000, 3000]);
  });
});
