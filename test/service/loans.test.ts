import { creditRangeOf, offersFor, repaymentOf } from "../../service/loans/maths";
import { LOAN_STATUSES, type LoanStatus } from "../../service/metrics/labels";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";

const ALL = "/api/v1/loans/applications";
const LOAN = { amount: 25_000, down_payment: 5000, term_months: 60, credit_range: "good" };

describe("the loan calculation", () => {
  // The expected values were found by simulating the repayment month by month, and searching for the payment that
  // leaves nothing.
  it.each([
    [20_000, 7.4, 60, 399.81],
    [20_000, 4.9, 36, 598.52],
    [100, 13.4, 1, 101.12],
    [10_000_000, 10.4, 360, 90_727.14],
  ])("repays %d at %d %% in %i months with %d each", (principal, apr, months, monthly) => {
    const repayment = repaymentOf(principal, apr, months);
    expect(repayment.monthly_payment).toBeCloseTo(monthly, 2);
    expect(repayment.total_payment).toBeCloseTo(monthly * months, 2);
    expect(repayment.total_interest).toBeCloseTo(repayment.total_payment - principal, 2);
  });

  it("sorts credit scores into ranges", () => {
    const scores = [850, 740, 739, 670, 669, 580, 579, 300];
    expect(scores.map(creditRangeOf)).toEqual(
      ["excellent", "good", "fair", "poor"].flatMap((range) => [range, range]),
    );
  });

  it("makes three offers around the usual rate, pre-approved only for good or excellent credit", () => {
    expect(offersFor(20_000, "good", 60).map((it) => it.apr_percent)).toEqual([6.9, 7.4, 8.4]);
    const approved = (["excellent", "good", "fair", "poor"] as const).map((credit) =>
      offersFor(20_000, credit, 60).every((it) => it.pre_approved),
    );
    expect(approved).toEqual([true, true, false, false]);
  });
});

describe("loans", () => {
  let servers: DataServers;
  let service: RunningService;
  let ada: Browser;
  let eve: Browser;

  beforeAll(async () => {
    servers = await startDataServers();
    service = await serviceOn(servers);
    await untilReady(service);
    ada = await Browser.signedIn(service.url);
    eve = await Browser.signedIn(service.url);
  });

  afterAll(async () => {
    await service.stop();
    await servers.close();
  });

  const apply = async (more: Record<string, unknown> = {}) =>
    (await ada.post(ALL, { ...LOAN, ...more })).body;
  const move = (id: unknown, status: string, by = ada) =>
    by.post(`${ALL}/${String(id)}/status`, { status });
  const reached = async (status: LoanStatus) =>
    (await service.scrape()).value("autodealgenie_loan_applications_total", { status })!;

  it("are calculated", async () => {
    const { status, body } = await ada.post("/api/v1/loans/calculate", LOAN);
    expect(status).toBe(200);
    expect(body).toEqual({
      principal: 20_000,
      apr_percent: 7.4,
      term_months: 60,
      monthly_payment: 399.81,
      total_payment: 23_988.6,
      total_interest: 3988.6,
    });
  });

  it("are offered by three lenders", async () => {
    const { status, body } = await ada.get(
      "/api/v1/loans/offers?loan_amount=20000&credit_score=700&loan_term=60",
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ credit_range: "good" });
    expect(body.offers).toHaveLength(3);
    expect(body.offers[1]).toMatchObject({ apr_percent: 7.4, monthly_payment: 399.81 });
  });

  it.each([
    ["amount", 99],
    ["down_payment", 24_901],
    ["down_payment", -1],
    ["trade_in_value", 20_000],
    ["term_months", 0],
    ["term_months", 361],
    ["credit_range", "splendid"],
    ["income", 5000],
  ])("are rejected with %s %j", async (field, value) => {
    for (const path of ["/api/v1/loans/calculate", ALL]) {
      expect((await ada.post(path, { ...LOAN, [field]: value })).status).toBe(422);
    }
  });

  it.each(["loan_amount=1", "credit_score=299", "loan_term=x", "sort=asc"])(
    "are not offered for %s",
    async (query) => {
      const path = `/api/v1/loans/offers?loan_amount=20000&credit_score=700&${query}`;
      expect((await ada.get(path)).status).toBe(422);
    },
  );

  it("are applied for as drafts, and listed newest first", async () => {
    const bob = await Browser.signedIn(service.url);
    const deal_id = await bob.deal();
    const { status, headers, body } = await bob.post(ALL, { ...LOAN, deal_id, trade_in_value: 1 });
    expect(status).toBe(201);
    expect(headers.get("Location")).toBe(`${ALL}/${String(body.id)}`);
    expect(body).toEqual({
      ...LOAN,
      id: expect.any(String),
      owner_id: (await bob.get("/api/v1/auth/me")).body.id,
      deal_id,
      trade_in_value: 1,
      apr_percent: 7.4,
      monthly_payment: 399.79,
      status: "draft",
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    expect((await bob.get(`${ALL}/${String(body.id)}`)).body).toEqual(body);
    const second = (await bob.post(ALL, LOAN)).body;
    expect((await bob.get(`${ALL}?limit=1`)).body).toEqual({
      items: [second],
      total: 2,
      skip: 0,
      limit: 1,
    });
    // A loan application outlives its deal.
    await bob.delete(`/api/v1/deals/${deal_id}`);
    expect((await bob.get(`${ALL}/${String(body.id)}`)).body).toMatchObject({ deal_id: null });
  });

  it("are visible only to the applicant, and cannot refer to another user's deal", async () => {
    const { id } = await apply();
    expect((await eve.get(`${ALL}/${String(id)}`)).status).toBe(404);
    expect((await move(id, "submitted", eve)).status).toBe(404);
    expect((await eve.get(ALL)).body).toMatchObject({ items: [], total: 0 });
    const ofEve = await eve.deal();
    expect((await ada.post(ALL, { ...LOAN, deal_id: ofEve })).status).toBe(404);
    expect((await ada.get(`${ALL}/7c9e6679-7425-40de-944b-e07fc1f90ae7`)).status).toBe(404);
    expect((await ada.get(`${ALL}/7`)).status).toBe(404);
  });

  const WAYS: Readonly<Record<LoanStatus, readonly LoanStatus[]>> = {
    draft: [],
    submitted: ["submitted"],
    pre_approved: ["submitted", "pre_approved"],
    approved: ["submitted", "pre_approved", "approved"],
    rejected: ["submitted", "rejected"],
    completed: ["submitted", "approved", "completed"],
  };

  const NEXT: Readonly<Record<LoanStatus, readonly LoanStatus[]>> = {
    draft: ["submitted"],
    submitted: ["pre_approved", "approved", "rejected"],
    pre_approved: ["approved", "rejected"],
    approved: ["completed"],
    rejected: [],
    completed: [],
  };

  it.each(LOAN_STATUSES)(
    "move from %s only to allowed statuses, and count each status that they reach",
    async (from) => {
      for (const to of LOAN_STATUSES) {
        const { id } = await apply();
        for (const step of WAYS[from]) expect((await move(id, step)).status).toBe(200);
        const before = await reached(to);
        const { status, body } = await move(id, to);
        const allowed = NEXT[from].includes(to);
        expect([to, status]).toEqual([to, allowed || to === from ? 200 : 409]);
        expect(body).toMatchObject(
          status === 200 ? { id, status: to } : { from, allowed: NEXT[from] },
        );
        expect((await reached(to)) - before).toBe(allowed ? 1 : 0);
      }
    },
  );

  it("accept only one of two conflicting decisions", async () => {
    const { id } = await apply();
    await move(id, "submitted");
    const both = await Promise.all([move(id, "approved"), move(id, "rejected")]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("are counted and timed", async () => {
    const series = "autodealgenie_loan_processing_duration_seconds_count";
    const [drafts, before] = [await reached("draft"), (await service.scrape()).value(series)!];
    await apply();
    await ada.post("/api/v1/loans/calculate", LOAN);
    await ada.get("/api/v1/loans/offers?loan_amount=20000&credit_score=700");
    expect((await reached("draft")) - drafts).toBe(1);
    expect((await service.scrape()).value(series)! - before).toBe(3);
  });

  it("require authentication", async () => {
    const stranger = new Browser(service.url);
    expect((await stranger.post("/api/v1/loans/calculate", LOAN)).status).toBe(401);
    expect((await stranger.get(ALL)).status).toBe(401);
  });
});
