import { rank } from "../../service/vehicles/rank";
import { inWords, ruleWords, type Ranked } from "../../service/vehicles/words";
import { Preferences } from "../../service/vehicles/schemas";
import { noLlm } from "../../service/llm/llm";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser } from "./browser";
import { serviceOn, until, untilReady, type RunningService } from "./harness";
import { failing, json, LlmServer, MODEL, stalling } from "./llmServer";

const PATH = "/api/v1/vehicles/recommendations";
const WISHES = { budget: 25_000, body_types: ["SUV"], priorities: ["mileage"], limit: 3 };

describe("recommendation rules", () => {
  const car = (model: string, trim: string | null, reasons: readonly string[]) => ({
    vehicle: {
      vin: "1HGFC2F69LA999999",
      make: "Honda",
      model,
      trim,
      year: 2021,
      body_type: null,
      price: 18_000,
      mileage: 20_000,
      dealer_name: null,
      dealer_city: null,
      dealer_state: null,
      source: "catalogue" as const,
    },
    score: 0.8,
    reasons: [...reasons],
  });
  const best = car("Civic", "LX", ["well below the budget", "nearly new"]);
  const { vehicle } = best;
  const cheap = { ...vehicle, vin: "A", price: 10_000, mileage: 90_000, year: 2021 };
  const fresh = { ...vehicle, vin: "B", price: 18_000, mileage: 18_000, year: 2025 };

  it.each([
    [[], ["A 0.722", "B 0.678"]],
    [["mileage"], ["B 0.733", "A 0.667"]],
    [["price"], ["A 0.792", "B 0.558"]],
    [["age"], ["B 0.742", "A 0.708"]],
  ] as const)(
    "score price, mileage and age, with the priorities %j twice",
    (priorities, scores) => {
      const wanted = Preferences.parse({ budget: 20_000, priorities });
      const ranked = rank([fresh, cheap], wanted, 2026);
      expect(ranked.map(({ vehicle: { vin }, score }) => `${vin} ${score}`)).toEqual(scores);
    },
  );

  it("give what a car scores high for as reasons, and return at most the limit", () => {
    const wanted = { budget: 20_000, priorities: ["mileage"] };
    const ranked = rank([cheap, fresh], Preferences.parse(wanted), 2026);
    expect(ranked.map(({ reasons }) => reasons)).toEqual([
      ["driven little", "nearly new"],
      ["well below the budget"],
    ]);
    expect(rank([cheap, fresh], Preferences.parse({ ...wanted, limit: 1 }), 2026)).toEqual(
      ranked.slice(0, 1),
    );
  });

  const of = (...recommendations: Ranked["recommendations"]): Ranked => ({
    recommendations,
    external: "ok",
  });

  it.each([
    [of(), "Nothing that is for sale meets these wishes."],
    [of(best), "The 2021 Honda Civic LX suits best: well below the budget, nearly new."],
    [
      of(car("Fit", null, []), best),
      "The 2021 Honda Fit suits best. After it comes the 2021 Honda Civic LX.",
    ],
  ])("summarize the results without a model (%#)", async (ranked, words) => {
    expect(ruleWords(ranked)).toBe(words);
    expect(await inWords(noLlm, Preferences.parse({ budget: 1 }), ranked)).toEqual({
      ...ranked,
      summary: words,
      llmUsed: false,
    });
  });
});

describe("recommendations", () => {
  const llm = new LlmServer();
  let servers: DataServers;
  let service: RunningService;
  let ada: Browser;

  beforeAll(async () => {
    servers = await startDataServers();
    service = await serviceOn(servers, {
      // With a single connection, nobody else could use it if it were held while the model answers.
      DATABASE_POOL_MAX: "1",
      LLM_BASE_URL: await llm.start(),
      LLM_MODEL: MODEL,
      LLM_API_KEY_FILE: servers.passwordFile,
      LLM_TIMEOUT_SECONDS: "3",
    });
    await untilReady(service);
    ada = await Browser.signedIn(service.url);
  });

  afterAll(async () => {
    await service.stop();
    await llm.stop();
    await servers.close();
  });

  beforeEach(() => {
    llm.reset();
  });

  const asked = async () =>
    (await service.scrape()).value("autodealgenie_llm_requests_total", {
      model: MODEL,
      prompt_type: "car_recommendation",
    })!;
  const errors = async (error_type: string) =>
    (await service.scrape()).value("autodealgenie_llm_errors_total", { model: MODEL, error_type })!;

  it("are ranked by the rules and worded by the model", async () => {
    const before = await asked();
    const { status, body } = await ada.post(PATH, WISHES);
    expect(status).toBe(200);
    expect(body).toMatchObject({ summary: "As the model puts it.", llmUsed: true });
    expect(body.recommendations).toHaveLength(3);
    expect((await asked()) - before).toBe(1);
    expect(llm.asked).toHaveLength(1);
    const facts = JSON.parse(String(llm.asked[0]!.body.messages[1].content));
    expect(facts.wishes).toMatchObject(WISHES);
    const [best] = body.recommendations;
    const { price, mileage } = best.vehicle;
    expect(facts.cars[0]).toMatchObject({ price, mileage, score: best.score });
  });

  it("do not query the model if no car matches", async () => {
    const { status, body } = await ada.post(PATH, { ...WISHES, budget: 1 });
    expect([status, body.recommendations]).toEqual([200, []]);
    expect(body).toMatchObject({ summary: expect.stringMatching(/^Nothing/), llmUsed: false });
    expect(llm.asked).toEqual([]);
  });

  it.each([
    ["fails", failing(500), "api"],
    ["rejects the API key", failing(401), "auth"],
    ["throttles", failing(429, { "Retry-After": "60" }), "rate_limit"],
    ["stalls", stalling, "timeout"],
    ["returns invalid JSON", json("<html>"), "parse"],
  ])("use the rules' words and count an error if the model %s", async (_how, usual, kind) => {
    const before = await errors(kind);
    llm.usual = usual;
    const { status, body } = await ada.post(PATH, WISHES);
    expect(status).toBe(200);
    expect(body).toMatchObject({ summary: expect.stringMatching(/^The 20\d\d /), llmUsed: false });
    expect(body.recommendations).toHaveLength(3);
    expect((await errors(kind)) - before).toBe(1);
  });

  it("hold no database connection and do not count as a search while waiting for the model", async () => {
    let answer: () => void = () => undefined;
    llm.usual = (res) => (answer = () => json({ choices: [] })(res));
    const waiting = ada.post(PATH, WISHES);
    await until("asked", () => Promise.resolve(llm.asked.length === 1));
    const scrape = await service.scrape();
    expect(scrape.value("autodealgenie_active_searches")).toBe(0);
    // Uses the only connection.
    expect((await ada.get("/api/v1/deals")).status).toBe(200);
    answer();
    expect((await waiting).status).toBe(200);
  });
});
