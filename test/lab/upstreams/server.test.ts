import { pino } from "pino";
import { z } from "zod";

import { UpstreamsControl } from "../../../lab/upstreams/client";
import { INVENTORY } from "../../../lab/upstreams/inventory";
import { startUpstreams, type RunningUpstreams } from "../../../lab/upstreams/server";
import { poll } from "../../../tools/polling";

const KEYS = { vehicleApiKey: "vehicle-key-0123456789", llmApiKey: "llm-key-0123456789abc" };

let running: RunningUpstreams;
let url: string;
let control: UpstreamsControl;

beforeAll(async () => {
  running = await startUpstreams({ httpPort: 0, keys: KEYS }, pino({ level: "silent" }));
  url = `http://127.0.0.1:${running.httpPort}`;
  control = new UpstreamsControl(url);
});
afterAll(() => running.stop());
beforeEach(async () => {
  await control.reset();
  await control.forget();
});

async function answerOf(response: Response) {
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text };
}

function search(parameters: Readonly<Record<string, string>>, init: RequestInit = {}) {
  const query = new URLSearchParams({ api_key: KEYS.vehicleApiKey, ...parameters });
  return fetch(`${url}/vehicle-api/v2/search/car/active?${query.toString()}`, init);
}

function complete(body: object, key = KEYS.llmApiKey): Promise<Response> {
  return fetch(`${url}/llm/v1/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const PROMPT = {
  model: "some-model",
  messages: [
    { role: "system", content: "You advise buyers." },
    { role: "user", content: "Is 18,500 fair?" },
  ],
  temperature: 0.2,
  response_format: { type: "json_object" },
};

describe("the vehicle API", () => {
  const Found = z.strictObject({
    num_found: z.int(),
    listings: z.array(
      z.strictObject({
        id: z.string().min(1),
        vin: z.string().regex(/^[A-HJ-NPR-Z0-9]{17}$/),
        heading: z.string(),
        price: z.number().positive(),
        miles: z.int().positive(),
        build: z.strictObject({
          year: z.int(),
          make: z.string(),
          model: z.string(),
          trim: z.string(),
          body_type: z.string(),
        }),
        dealer: z.strictObject({ name: z.string(), city: z.string(), state: z.string().length(2) }),
      }),
    ),
  });
  const found = async (parameters: Readonly<Record<string, string>>) =>
    Found.parse((await answerOf(await search(parameters))).body);

  it("returns only listings that match all criteria", async () => {
    const asked = {
      make: "honda",
      model: "Civic",
      year_range: "2018-2022",
      price_range: "8000-20000",
      miles_range: "-90000",
    };
    const { num_found, listings } = await found({ ...asked, rows: "50" });
    expect(num_found).toBe(listings.length);
    expect(num_found).toBeGreaterThan(2);
    for (const { build, price, miles } of listings) {
      expect(build).toMatchObject({ make: "Honda", model: "Civic", body_type: "Sedan" });
      expect([2018, 2019, 2020, 2021, 2022]).toContain(build.year);
      expect(price).toBeGreaterThanOrEqual(8_000);
      expect(price).toBeLessThanOrEqual(20_000);
      expect(miles).toBeLessThanOrEqual(90_000);
    }
  });

  it("returns ten listings by default, or the requested page", async () => {
    const all = await found({ rows: "50" });
    expect(all.num_found).toBe(INVENTORY.length);
    expect((await found({})).listings).toEqual(all.listings.slice(0, 10));
    const page = await found({ start: "20", rows: "5" });
    expect(page.listings).toEqual(all.listings.slice(20, 25));
  });

  it("sorts listings as requested", async () => {
    const prices = async (sort_order: string) =>
      (await found({ model: "Camry", sort_by: "price", sort_order, rows: "50" })).listings.map(
        ({ price }) => price,
      );
    const rising = await prices("asc");
    expect(new Set(rising).size).toBeGreaterThan(2);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(await prices("desc")).toEqual(rising.toReversed());
  });

  it("finds a listing by its VIN, and none for an unknown make", async () => {
    const vin = INVENTORY[7]!.vin;
    expect((await found({ vins: vin })).listings).toEqual([INVENTORY[7]]);
    expect(await found({ make: "Trabant" })).toEqual({ num_found: 0, listings: [] });
  });

  it("gives each listing a unique VIN, and a price that falls with age", () => {
    expect(new Set(INVENTORY.map(({ vin }) => vin)).size).toBe(INVENTORY.length);
    const camrys = INVENTORY.filter(({ build }) => build.model === "Camry");
    expect(camrys[0]!.price).toBeGreaterThan(1.5 * camrys.at(-1)!.price);
  });

  it("rejects a wrong key and an invalid range", async () => {
    expect(await answerOf(await search({ api_key: "another" }))).toEqual({
      status: 401,
      body: { code: 401, message: "Invalid or missing credentials" },
    });
    const { status, body } = await answerOf(await search({ year_range: "new" }));
    expect([status, body]).toEqual([
      422,
      { code: 422, message: expect.stringContaining("must be a range such as 2018-2022") },
    ]);
  });
});

describe("the language model", () => {
  it("responds with JSON if requested, and reports the token usage", async () => {
    const { status, body } = await answerOf(await complete(PROMPT));
    expect(status).toBe(200);
    const { choices, usage } = body as {
      choices: { message: { content: string } }[];
      usage: object;
    };
    const { content } = choices[0]!.message;
    expect(JSON.parse(content)).toEqual({ answer: expect.stringMatching(/\w+ .*\.$/) });
    // Two messages with 18 and 15 characters.
    const prompt_tokens = 5 + 4 + 4 + 4;
    const completion_tokens = Math.ceil(content.length / 4);
    const total_tokens = prompt_tokens + completion_tokens;
    expect(usage).toEqual({ prompt_tokens, completion_tokens, total_tokens });
    expect((await control.requests()).llm.tokens).toEqual({
      prompt: prompt_tokens,
      completion: completion_tokens,
    });
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      model: "some-model",
    });
  });

  it("gives the same prompt the same answer, in plain text unless JSON is requested", async () => {
    const { model, messages } = PROMPT;
    const content = async (body: object) =>
      (
        (await answerOf(await complete(body))).body as {
          choices: { message: { content: string } }[];
        }
      ).choices[0]!.message.content;
    const answer = await content(PROMPT);
    expect(await content(PROMPT)).toBe(answer);
    expect(JSON.parse(answer)).toEqual({ answer: await content({ model, messages }) });
  });

  it("rejects a wrong key and missing messages or model with the protocol's errors", async () => {
    expect(await answerOf(await complete(PROMPT, "another"))).toMatchObject({
      status: 401,
      body: { error: { type: "invalid_request_error", code: "invalid_api_key" } },
    });
    for (const wrong of [{}, { ...PROMPT, messages: [] }, { messages: PROMPT.messages }]) {
      expect(await answerOf(await complete(wrong))).toMatchObject({
        status: 400,
        body: { error: { message: expect.any(String), type: "invalid_request_error" } },
      });
    }
  });
});

describe("an injected fault", () => {
  it("fails only the chosen API, with the requested status in that API's error format", async () => {
    await control.order("llm", { mode: "fail", status: 503 });
    expect(await answerOf(await complete(PROMPT))).toMatchObject({
      status: 503,
      body: { error: { type: "server_error" } },
    });
    expect((await search({})).status).toBe(200);
    await control.order("vehicle-api", { mode: "fail" });
    expect(await answerOf(await search({}))).toMatchObject({ status: 500, body: { code: 500 } });
  });

  it("throttles with a Retry-After header", async () => {
    await control.order("vehicle-api", { mode: "throttle", retryAfterSeconds: 7 });
    await control.order("llm", { mode: "throttle" });
    const answers = [await search({}), await complete(PROMPT)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect(answers.map(({ headers }) => headers.get("retry-after"))).toEqual(["7", "1"]);
  });

  it("responds with unreadable content", async () => {
    await control.order("vehicle-api", { mode: "garbage" });
    await control.order("llm", { mode: "garbage" });
    const page = await answerOf(await search({}));
    expect(page).toEqual({ status: 200, body: expect.stringMatching(/^<!doctype html>/) });
    const { body } = await answerOf(await complete(PROMPT));
    const { content } = (body as { choices: { message: { content: string } }[] }).choices[0]!
      .message;
    expect(() => JSON.parse(content)).toThrow();
  });

  it("stalls for the given delay, and then responds", async () => {
    await control.order("llm", { mode: "stall", delayMs: 200 });
    const began = performance.now();
    expect((await complete(PROMPT)).status).toBe(200);
    // Timers may fire one millisecond early.
    expect(performance.now() - began).toBeGreaterThanOrEqual(199);
  });

  it("stalls forever, and counts waiting and abandoned requests", async () => {
    await control.order("vehicle-api", { mode: "stall" });
    const leave = new AbortController();
    const lost = search({}, { signal: leave.signal }).catch((error: unknown) => String(error));
    const until = (changes: object) =>
      poll(
        async () => {
          const count = (await control.requests())["vehicle-api"];
          return Object.entries(changes).every(([key, value]) => Object(count)[key] === value);
        },
        { everyMs: 5 },
      );
    await until({ received: 1, waiting: 1, abandoned: 0 });
    leave.abort();
    expect(await lost).toContain("AbortError");
    await until({ received: 1, waiting: 0, abandoned: 1 });
  });

  it("ends after its count, or when it is reset", async () => {
    await control.order("vehicle-api", { mode: "fail", status: 502, count: 2 });
    const statuses = async () => [(await search({})).status, (await search({})).status];
    expect(await statuses()).toEqual([502, 502]);
    expect(await statuses()).toEqual([200, 200]);
    await control.order("vehicle-api", { mode: "fail", status: 502 });
    expect(await statuses()).toEqual([502, 502]);
    expect(await control.reset()).toEqual({ "vehicle-api": { mode: "ok" }, llm: { mode: "ok" } });
    expect(await statuses()).toEqual([200, 200]);
    expect((await control.requests())["vehicle-api"]).toMatchObject({
      received: 8,
      answered: { 200: 4, 502: 4 },
    });
  });

  it("is rejected if it is invalid", async () => {
    await expect(control.order("llm", { mode: "fail", status: 200 })).rejects.toThrow(
      "rejected PUT /faults/llm with 400",
    );
    const put = async (path: string, body: string) =>
      answerOf(await fetch(`${url}${path}`, { method: "PUT", body }));
    expect(await put("/faults/mail", '{"mode":"ok"}')).toEqual({
      status: 400,
      body: { error: "api: must be one of vehicle-api, llm" },
    });
    expect(await put("/faults/llm", '{"mode":"sulk"}')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("must have a mode: ok, fail, stall") },
    });
    expect(await put("/faults/llm", "{")).toMatchObject({ status: 400 });
  });
});

it("shows injected faults and request counts, and responds with 404 on unknown paths", async () => {
  const shown = await answerOf(await fetch(url));
  expect(shown.body).toMatchObject({ faults: { llm: { mode: "ok" } }, requests: { llm: {} } });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/v1/models`)).status).toBe(404);
});
