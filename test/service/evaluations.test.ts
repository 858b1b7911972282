import {
  conditionScore,
  finalScore,
  financing,
  gradeOf,
  priceScore,
  riskScore,
} from "../../service/evaluations/rules";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, CAR } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";
import { failing, LlmServer, MODEL } from "./llmServer";

const NOW = 2026;
const car = (
  more: Partial<Record<"vehicle_year" | "vehicle_mileage" | "asking_price", number>>,
) => ({
  vehicle_year: 2023,
  vehicle_mileage: 36_000,
  asking_price: 20_000,
  ...more,
});

describe("the rules", () => {
  it.each([
    ["excellent", 36_000, 9],
    ["good", 36_000, 7],
    ["fair", 36_000, 5],
    ["poor", 36_000, 3],
    ["good", 29_999, 8],
    ["good", 45_001, 6],
    ["excellent", 0, 10],
  ] as const)(
    "rate a car in %s condition after %i miles in three years as %d",
    (it, miles, score) => {
      expect(conditionScore(it, car({ vehicle_mileage: miles }), NOW)).toBe(score);
    },
  );

  it.each([
    [20_000, 6],
    [18_000, 9],
    [17_000, 10],
    [10_000, 10],
    [22_000, 3],
    [24_000, 1],
    [90_000, 1],
  ])("rate a price of %d at a market price of 20,000 as %d", (asking, score) => {
    expect(priceScore(asking, 20_000)).toBe(score);
  });

  it.each([
    [{}, 5],
    [{ vehicle_mileage: 60_001 }, 5.5],
    [{ vehicle_mileage: 100_001 }, 6.5],
    [{ vehicle_year: 2020 }, 5.5],
    [{ vehicle_year: 2015 }, 6.5],
    [{ asking_price: 21_001 }, 5.5],
    [{ asking_price: 23_001 }, 6.5],
    [{ vehicle_mileage: 200_000, vehicle_year: 1990, asking_price: 40_000 }, 9.5],
  ])("rate the risk of %j as %d", (more, score) => {
    expect(riskScore(car(more), 20_000, NOW)).toBe(score);
  });

  it.each([
    [10, 10, 1, 10],
    [1, 1, 10, 1],
    [7, 6, 5, 6.2],
    [9, 9, 5.5, 8],
  ])("weigh condition %d, price %d, and risk %d as %d", (condition, price, risk, score) => {
    expect(finalScore(condition, price, risk)).toBe(score);
  });

  it("grade a score", () => {
    expect([10, 8, 7.9, 6.5, 6.4, 5, 4.9, 1].map(gradeOf)).toEqual(
      ["excellent", "good", "fair", "poor"].flatMap((grade) => [grade, grade]),
    );
  });

  it.each([
    [3100, 9.9, "comfortable"],
    [2100, 14.6, "affordable"],
    [1600, 19.1, "stretched"],
    [1500, 20.4, "too_expensive"],
  ])("rate the usual loan at income %d as %d %% of it: %s", (income, percent, affordability) => {
    expect(financing(20_000, income)).toEqual({
      down_payment: 4000,
      monthly_payment: 305.62,
      income_percent: percent,
      affordability,
    });
  });
});

describe("an evaluation", () => {
  const llm = new LlmServer();
  let servers: DataServers;
  let service: RunningService;
  let ada: Browser;

  beforeAll(async () => {
    servers = await startDataServers();
    service = await serviceOn(servers, {
      LLM_BASE_URL: await llm.start(),
      LLM_MODEL: MODEL,
      LLM_API_KEY_FILE: servers.passwordFile,
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

  const at = (dealId: string) => `/api/v1/deals/${dealId}/evaluations`;
  const MARKET_PRICE = 17_000;
  const INPUTS = [
    { condition: "good" },
    { market_price: MARKET_PRICE },
    { monthly_income: 5000 },
    {},
    {},
  ];
  /** Runs all five steps. @returns the last answer */
  const evaluate = async (dealId: string) => {
    let reply = await ada.get(at(dealId));
    for (const input of INPUTS) reply = await ada.post(at(dealId), input);
    return reply;
  };

  it("goes through its five steps, waiting for the input that each needs", async () => {
    const path = at(await ada.deal());
    const seen = [];
    for (const input of [{}, ...INPUTS.slice(0, 1), {}, ...INPUTS.slice(1)]) {
      const { status, body } = await ada.post(path, input);
      seen.push([status, body.status, body.step, ...body.needs]);
    }
    expect(seen).toEqual([
      [200, "awaiting_input", "vehicle_condition", "condition"],
      [200, "awaiting_input", "price", "market_price"],
      [200, "awaiting_input", "price", "market_price"],
      [200, "awaiting_input", "financing", "monthly_income"],
      [200, "analyzing", "risk"],
      [200, "analyzing", "final"],
      [200, "completed", "final"],
    ]);
    expect(llm.asked).toHaveLength(1);
  });

  it("scores by the rules, uses the model's summary, and exposes neither income nor personal data", async () => {
    const deal = await ada.deal({ notes: "private-note" });
    const { body } = await evaluate(deal);
    expect(body).toMatchObject({ deal_id: deal, status: "completed", needs: [] });
    const thisYear = new Date().getUTCFullYear();
    const condition = conditionScore("good", CAR, thisYear);
    const price = priceScore(CAR.asking_price, MARKET_PRICE);
    const risk = riskScore(CAR, MARKET_PRICE, thisYear);
    const score = finalScore(condition, price, risk);
    expect(body.result).toEqual({
      vehicle_condition: { condition: "good", score: condition },
      price: { asking_price: CAR.asking_price, market_price: MARKET_PRICE, score: price },
      financing: {
        down_payment: 3700.1,
        monthly_payment: 282.7,
        income_percent: 5.7,
        affordability: "comfortable",
      },
      risk: { score: risk },
      final: { score, grade: gradeOf(score), summary: "As the model puts it.", llmUsed: true },
    });
    const told = JSON.stringify(llm.asked[0]?.body);
    expect(told).toContain("Civic");
    expect(told).not.toMatch(/Ada|ada@example|private-note|monthly_income|\b5000\b/);
  });

  it("is summarized by the rules alone when the model fails, and counts the error", async () => {
    const errors = async () =>
      Object.values((await service.scrape()).nonZero("autodealgenie_llm_errors_total"))[0] ?? 0;
    const before = await errors();
    llm.usual = failing(400);
    const { status, body } = await evaluate(await ada.deal());
    expect(status).toBe(200);
    expect(body.result.final).toMatchObject({
      llmUsed: false,
      summary: expect.stringContaining("2020 Honda Civic"),
    });
    expect((await errors()) - before).toBe(1);
  });

  it("is cached in Redis until the next step, and deleted with its deal", async () => {
    const deal = await ada.deal();
    await evaluate(deal);
    const hits = async () =>
      (await service.scrape()).value("autodealgenie_cache_hits_total", {
        cache_name: "deal_evaluation",
      })!;
    const first = await ada.get(at(deal));
    const before = await hits();
    expect((await ada.get(at(deal))).body).toEqual(first.body);
    expect((await hits()) - before).toBe(1);
    expect(first.body.status).toBe("completed");
    // A completed evaluation does not change; the next step starts another one.
    const again = await ada.post(at(deal), { condition: "poor" });
    expect(again.body).toMatchObject({ step: "price", status: "awaiting_input" });
    expect(again.body.id).not.toBe(first.body.id);
    expect((await ada.get(at(deal))).body).toEqual(again.body);
    await ada.get(at(deal));
    await ada.delete(`/api/v1/deals/${deal}`);
    expect((await ada.get(at(deal))).status).toBe(404);
    expect((await ada.post(at(deal), {})).status).toBe(404);
  });

  it("performs each step only once despite concurrent requests", async () => {
    const deal = await ada.deal();
    const starts = await Promise.all([1, 2, 3].map(() => ada.post(at(deal), {})));
    expect(new Set(starts.map(({ status }) => status))).toEqual(
      new Set(starts.some((it) => it.status === 409) ? [200, 409] : [200]),
    );
    const ids = starts.filter((it) => it.status === 200).map((it) => it.body.id as string);
    expect(new Set(ids).size).toBe(1);
    const steps = await Promise.all([1, 2].map(() => ada.post(at(deal), { condition: "good" })));
    expect(steps.some((it) => it.status === 200 && it.body.step === "price")).toBe(true);
    expect((await ada.get(at(deal))).body).toMatchObject({
      step: "price",
      needs: ["market_price"],
    });
  });

  it("is found only by the deal's owner, and only once it has started", async () => {
    const eve = await Browser.signedIn(service.url);
    const deal = await ada.deal();
    expect((await ada.get(at(deal))).status).toBe(404);
    await ada.post(at(deal), {});
    const attempts = [
      await eve.get(at(deal)),
      await eve.post(at(deal), { condition: "poor" }),
      await ada.get(at("7c9e6679-7425-40de-944b-e07fc1f90ae7")),
      await ada.post(at("7"), {}),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await ada.get(at(deal))).body.result).toEqual({});
  });

  it.each([
    { condition: "new" },
    { market_price: 99 },
    { monthly_income: 0 },
    { score: 10 },
    { condition: null },
  ])("rejects %j", async (body) => {
    expect((await ada.post(at(await ada.deal()), body)).status).toBe(422);
  });
});
