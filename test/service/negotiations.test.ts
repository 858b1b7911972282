import { startDataServers, type DataServers } from "../support/dataServers";
import { adviceOn, firstSuggestion, nextSuggestion } from "../../service/negotiations/rules";
import type { Message } from "../../service/negotiations/schemas";
import { Browser, CAR, type Reply } from "./browser";
import { serviceOn, until, untilReady, type RunningService } from "./harness";
import { answered, failing, json, LlmServer, MODEL, stalling } from "./llmServer";

const ALL = "/api/v1/negotiations";
const NOWHERE = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

describe("negotiation rules", () => {
  it("start at 87 % of the target price, but never above the asking price", () => {
    expect(firstSuggestion(17_000, 18_500)).toBe(14_790);
    expect(firstSuggestion(30_000, 18_500)).toBe(18_500);
    expect(firstSuggestion(100, 18_500)).toBe(100);
  });

  it.each([
    [18_000, 18_180],
    [18_001, 18_361.02],
    [19_000, 19_380],
    [19_001, 18_620.98],
    [20_000, 19_600],
    [30_000, 20_000],
  ])("answer an offer of %d for a car priced at 20,000 with %d", (offer, expected) => {
    expect(nextSuggestion(offer, 20_000)).toBe(expected);
  });

  it.each([
    [17_000, 0.95, "accept"],
    [17_001, 0.8, "accept"],
    [18_000, 0.8, "accept"],
    [18_001, 0.65, "consider"],
    [19_000, 0.65, "consider"],
    [19_001, 0.5, "counter"],
    [19_601, 0.35, "counter"],
    [20_000, 0.35, "reject"],
    [20_001, 0.2, "reject"],
  ])("rate %d for a car priced at 20,000 with confidence %d: %s", (price, confidence, action) => {
    const at = { asking_price: 20_000, target_price: 18_000, suggested_price: price, round: 1 };
    expect(adviceOn(at)).toMatchObject({ confidence, recommended_action: action });
  });

  it("report discount, concessions and financing options", () => {
    const at = { asking_price: 20_000, target_price: 20_000, suggested_price: 18_400, round: 3 };
    expect(adviceOn(at)).toMatchObject({
      discount_percent: 8,
      concession_percent: 5,
      concession_percent_per_round: 2.5,
      financing: [36, 48, 60, 72].map((term_months) => ({ term_months, down_payment: 1840 })),
    });
  });
});

describe("a negotiation", () => {
  const llm = new LlmServer();
  let servers: DataServers;
  let service: RunningService;
  let replica: RunningService;
  let ada: Browser;
  let settings: Record<string, string>;

  beforeAll(async () => {
    servers = await startDataServers();
    settings = {
      LLM_BASE_URL: await llm.start(),
      LLM_MODEL: MODEL,
      LLM_API_KEY_FILE: servers.passwordFile,
      LLM_TIMEOUT_SECONDS: "3",
    };
    service = await serviceOn(servers, settings);
    replica = await serviceOn(servers);
    for (const it of [service, replica]) await untilReady(it);
    ada = await Browser.signedIn(service.url);
  });

  afterAll(async () => {
    await Promise.all([service.stop(), replica.stop()]);
    await llm.stop();
    await servers.close();
  });

  beforeEach(() => {
    llm.reset();
  });

  const begin = async (more: Record<string, unknown> = {}, by = ada) => {
    const deal_id = await by.deal(more);
    const reply = await by.post(ALL, { deal_id, user_target_price: 17_000 });
    return { deal_id, ...reply, at: `${ALL}/${String(reply.body.id)}` };
  };
  const counter = (at: string, offer = 17_500) =>
    ada.post(`${at}/next`, { action: "counter", offer });
  const messageOf = ({ body }: Pick<Reply, "body">, role: string) =>
    (body.messages as readonly Message[]).find((it) => it.role === role)!;
  const value = async (name: string, labels = {}) =>
    (await service.scrape()).value(`autodealgenie_negotiation_${name}`, labels)!;
  const active = async (of = service) =>
    (await of.scrape()).value("autodealgenie_active_negotiation_sessions");

  it("starts with a suggestion worded by the model and sets the deal to in_progress", async () => {
    const [sessions, before] = [await value("sessions_total"), await active()];
    const begun = await begin();
    expect(begun.status).toBe(201);
    expect(begun.headers.get("Location")).toBe(begun.at);
    expect(begun.body).toMatchObject({
      deal_id: begun.deal_id,
      status: "active",
      asking_price: CAR.asking_price,
      target_price: 17_000,
      suggested_price: 14_790,
      strategy: "balanced",
      current_round: 1,
      max_rounds: 10,
      ended_at: null,
      messages: [
        { role: "user", content: "I would like to pay $17,000.00.", details: null },
        {
          role: "agent",
          content: "As the model puts it.",
          details: { llmUsed: true, suggested_price: 14_790, recommended_action: "accept" },
        },
      ],
    });
    expect((await ada.get(begun.at)).body).toEqual(begun.body);
    const deal = await ada.get(`/api/v1/deals/${begun.deal_id}`);
    expect(deal.body.status).toBe("in_progress");
    expect((await value("sessions_total")) - sessions).toBe(1);
    expect(await active()).toBe(before! + 1);
  });

  it("sends the model the car and the prices, but no customer data", async () => {
    const { at } = await begin({ notes: "private-note" });
    await counter(at);
    await ada.post(`${at}/messages`, { content: "Is that a good price?" });
    expect(llm.asked).toHaveLength(3);
    const told = llm.asked.map((it) => JSON.stringify(it.body)).join();
    for (const fact of ["Civic", "I would like to pay", "Is that a good price?", "14790"]) {
      expect(told).toContain(fact);
    }
    expect(told).not.toMatch(/Ada|ada@example|private-note/);
    expect(JSON.stringify(service.log)).not.toContain("Is that a good price?");
  });

  it("advances one round per counter-offer", async () => {
    const { at } = await begin();
    const { status, body } = await counter(at, 18_000);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "active", current_round: 2, suggested_price: 17_640 });
    expect(messageOf({ body }, "user").content).toBe("I offer $18,000.00.");
    expect((await ada.get(at)).body.messages).toHaveLength(4);
  });

  it("completes the deal at the suggested price when confirmed", async () => {
    const { at, deal_id } = await begin();
    await ada.get(`/api/v1/deals/${deal_id}`);
    await counter(at, 18_000);
    const [ended, before] = [await value("duration_seconds_count"), await active()];
    const { status, body } = await ada.post(`${at}/next`, { action: "confirm" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "completed", ended_at: expect.stringMatching(/Z$/) });
    expect((await ada.get(`/api/v1/deals/${deal_id}`)).body).toMatchObject({
      status: "completed",
      offer_price: 17_640,
    });
    expect((await value("duration_seconds_count")) - ended).toBe(1);
    expect(await active()).toBe(before! - 1);
  });

  it("is canceled when rejected, and the deal stays open for another negotiation", async () => {
    const { at, deal_id } = await begin();
    const ended = await value("duration_seconds_count");
    const { status, body } = await ada.post(`${at}/next`, { action: "reject" });
    expect([status, body.status]).toEqual([200, "cancelled"]);
    expect((await value("duration_seconds_count")) - ended).toBe(1);
    expect((await ada.get(`/api/v1/deals/${deal_id}`)).body.status).toBe("in_progress");
    const again = await ada.post(ALL, { deal_id, user_target_price: 16_000 });
    expect(again.status).toBe(201);
  });

  it("ends for good with status 409 at the first offer after ten rounds", async () => {
    const { at, deal_id } = await begin();
    for (let round = 2; round <= 10; round += 1) {
      expect((await counter(at)).body).toMatchObject({ current_round: round, status: "active" });
    }
    const ended = await value("duration_seconds_count");
    const last = await counter(at);
    expect(last.status).toBe(409);
    const used = { negotiation_status: "completed", current_round: 10, max_rounds: 10 };
    expect(last.body).toMatchObject({ detail: expect.stringContaining("10 rounds"), ...used });
    expect((await ada.get(at)).body).toMatchObject({ status: "completed", current_round: 10 });
    expect((await ada.get(`/api/v1/deals/${deal_id}`)).body.status).toBe("in_progress");
    expect((await value("duration_seconds_count")) - ended).toBe(1);
    for (const body of [{ action: "confirm" }, { action: "reject" }]) {
      expect((await ada.post(`${at}/next`, body)).status).toBe(409);
    }
    expect((await ada.post(`${at}/messages`, { content: "Hello?" })).status).toBe(409);
    expect((await ada.get(at)).body.messages).toHaveLength(22);
  });

  it("can still be confirmed in its last round", async () => {
    const { at } = await begin();
    for (let round = 2; round <= 10; round += 1) await counter(at);
    const { status, body } = await ada.post(`${at}/next`, { action: "confirm" });
    expect([status, body.status]).toEqual([200, "completed"]);
  });

  it("answers chat messages, without other changes, up to a message limit", async () => {
    const { at, body: begun } = await begin();
    const said = await ada.post(`${at}/messages`, { content: "What about the tyres?" });
    expect(said.status).toBe(200);
    expect(messageOf(said, "user").content).toBe("What about the tyres?");
    expect({ ...said.body, updated_at: 0, messages: 0 }).toEqual({
      ...begun,
      updated_at: 0,
      messages: 0,
    });
    let status = 200;
    for (let n = 0; status === 200 && n < 200; n += 1) {
      ({ status } = await ada.post(`${at}/messages`, { content: `And ${n}?` }));
    }
    expect(status).toBe(409);
    expect((await ada.post(`${at}/next`, { action: "confirm" })).status).toBe(200);
    expect((await ada.get(at)).body.messages.length).toBeLessThanOrEqual(200);
  });

  it("counts messages by role", async () => {
    const { at } = await begin();
    const before = [
      await value("messages_total", { role: "user" }),
      await value("messages_total", { role: "agent" }),
    ];
    await counter(at);
    await ada.post(`${at}/next`, { action: "reject" });
    await ada.post(`${at}/next`, { action: "reject" });
    expect(await value("messages_total", { role: "user" })).toBe(before[0]! + 2);
    expect(await value("messages_total", { role: "agent" })).toBe(before[1]! + 2);
  });

  it.each([
    ["fails", failing(500), "api"],
    ["rejects the API key", failing(401), "auth"],
    ["throttles", failing(429, { "Retry-After": "60" }), "rate_limit"],
    ["stalls", stalling, "timeout"],
    ["returns invalid JSON", json("<html>"), "parse"],
  ])(
    "falls back to the rules alone and counts an error if the model %s",
    async (_how, usual, kind) => {
      const errors = async () =>
        (await service.scrape()).value("autodealgenie_llm_errors_total", {
          model: MODEL,
          error_type: kind,
        })!;
      const before = await errors();
      llm.usual = usual;
      const { status, body } = await begin();
      expect(status).toBe(201);
      expect(messageOf({ body }, "agent")).toMatchObject({
        content: expect.stringContaining("$14,790.00"),
        details: { llmUsed: false },
      });
      expect((await errors()) - before).toBe(1);
    },
  );

  it("uses the rules alone if no model is configured, and counts no model request", async () => {
    const bob = await Browser.signedIn(replica.url);
    const { status, body } = await begin({}, bob);
    expect(status).toBe(201);
    expect(messageOf({ body }, "agent").details?.llmUsed).toBe(false);
    expect((await replica.scrape()).nonZero("autodealgenie_llm_requests_total")).toEqual({});
  });

  it("holds no PostgreSQL connection while waiting for the model", async () => {
    const patient = await serviceOn(servers, { ...settings, LLM_TIMEOUT_SECONDS: "20" });
    try {
      await untilReady(patient);
      const bob = await Browser.signedIn(patient.url);
      const deals = await Promise.all(Array.from({ length: 8 }, () => bob.deal()));
      const waiting: (() => void)[] = [];
      llm.usual = (res) => void waiting.push(() => json(answered("At last."))(res));
      const begun = deals.map((deal_id) => bob.post(ALL, { deal_id, user_target_price: 17_000 }));
      await until("all asked", () => Promise.resolve(waiting.length === deals.length));
      const pool = (await patient.scrape()).nonZero("autodealgenie_db_pool_connections");
      expect(Object.keys(pool)).toEqual(['{state="idle"}']);
      for (const answer of waiting) answer();
      for (const { body } of await Promise.all(begun)) {
        expect(messageOf({ body }, "agent").content).toBe("At last.");
      }
    } finally {
      await patient.stop();
    }
  });

  it("is limited to one at a time per deal, and the deal must be open", async () => {
    const deal_id = await ada.deal();
    const both = await Promise.all(
      [1, 2].map(() => ada.post(ALL, { deal_id, user_target_price: 17_000 })),
    );
    expect(both.map((it) => it.status).sort()).toEqual([201, 409]);
    const closed = await ada.deal({ status: "completed" });
    const asked = llm.asked.length;
    const { status, body } = await ada.post(ALL, { deal_id: closed, user_target_price: 17_000 });
    expect([status, body.deal_status]).toEqual([409, "completed"]);
    expect((await ada.post(ALL, { deal_id, user_target_price: 17_000 })).status).toBe(409);
    expect(llm.asked).toHaveLength(asked);
  });

  it("accepts only one of two concurrent steps", async () => {
    const { at } = await begin();
    const both = await Promise.all(
      ["confirm", "reject"].map((action) => ada.post(`${at}/next`, { action })),
    );
    expect(both.map((it) => it.status).sort()).toEqual([200, 409]);
    expect((await ada.get(at)).body.messages).toHaveLength(4);
  });

  it("can be rejected but not confirmed after its deal was closed otherwise", async () => {
    const { at, deal_id } = await begin();
    await ada.put(`/api/v1/deals/${deal_id}`, { status: "cancelled" });
    const { status, body } = await ada.post(`${at}/next`, { action: "confirm" });
    expect([status, body.deal_status]).toEqual([409, "cancelled"]);
    expect((await ada.get(at)).body).toMatchObject({ status: "active", suggested_price: 14_790 });
    expect((await ada.post(`${at}/next`, { action: "reject" })).status).toBe(200);
  });

  it("must end before its deal can be deleted, so that its duration is recorded", async () => {
    const { at, deal_id } = await begin();
    const deal = `/api/v1/deals/${deal_id}`;
    const before = { active: (await active())!, ended: await value("duration_seconds_count") };
    const refused = await ada.delete(deal);
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      "The deal is being negotiated; end that first.",
    ]);
    expect((await ada.get(deal)).body.status).toBe("in_progress");
    expect((await ada.get(at)).body.status).toBe("active");
    await ada.post(`${at}/next`, { action: "reject" });
    expect((await ada.delete(deal)).status).toBe(204);
    expect([(await ada.get(deal)).status, (await ada.get(at)).status]).toEqual([404, 404]);
    expect(await active()).toBe(before.active - 1);
    expect(await value("duration_seconds_count")).toBe(before.ended + 1);
  });

  it("starts or its deal is deleted, never both, if requested concurrently", async () => {
    for (let times = 0; times < 10; times += 1) {
      const deal_id = await ada.deal();
      const deal = `/api/v1/deals/${deal_id}`;
      const [begun, deleted] = await Promise.all([
        ada.post(ALL, { deal_id, user_target_price: 17_000 }),
        ada.delete(deal),
      ]);
      expect([
        [201, 409],
        [404, 204],
      ]).toContainEqual([begun.status, deleted.status]);
      expect((await ada.get(deal)).status).toBe(begun.status === 201 ? 200 : 404);
    }
  });

  it("responds 404 to other users and for other users' or unknown deals", async () => {
    const eve = await Browser.signedIn(service.url);
    const { at, deal_id } = await begin();
    const attempts = [
      await eve.get(at),
      await eve.post(`${at}/next`, { action: "reject" }),
      await eve.post(`${at}/messages`, { content: "Hello" }),
      await eve.post(ALL, { deal_id, user_target_price: 17_000 }),
      await ada.get(`${ALL}/${NOWHERE}`),
      await ada.get(`${ALL}/7`),
      await ada.post(ALL, { deal_id: NOWHERE, user_target_price: 17_000 }),
    ];
    expect(attempts.map((it) => it.status)).toEqual(attempts.map(() => 404));
    expect((await ada.get(at)).body.status).toBe("active");
  });

  it.each([
    [{ action: "counter" }],
    [{ action: "counter", offer: 99 }],
    [{ action: "confirm", offer: 17_000 }],
    [{ action: "wait" }],
    [{}],
  ])("rejects the step %j", async (body) => {
    const { at } = await begin();
    expect((await ada.post(`${at}/next`, body)).status).toBe(422);
  });

  it("counts as active on every replica", async () => {
    await begin();
    const [here, there] = [await active(service), await active(replica)];
    expect(here).toBeGreaterThan(0);
    expect(there).toBe(here);
    // Counters of events belong to the process in which these happened.
    const series = "autodealgenie_negotiation_sessions_total";
    expect((await replica.scrape()).value(series)).toBeLessThan(
      (await service.scrape()).value(series)!,
    );
  });
});
