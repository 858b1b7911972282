import { madeId, type Ask } from "./ask";
import { ASKING_PRICE } from "./deals";

const LOANS = "/api/v1/loans";
const APPLICATIONS = `${LOANS}/applications`;
const APPLICATION = `${APPLICATIONS}/:id`;

/** The courses of applications, used in turn. Each entry after the first is a next status. */
const COURSES = [
  ["submitted", "pre_approved", "approved", "completed"],
  ["submitted", "rejected"],
  ["submitted", "approved", "completed"],
] as const;

/** Calculates a loan for a deal, compares offers, and applies. */
export async function borrowing(ask: Ask, round: number, dealId: string): Promise<void> {
  const terms = {
    amount: ASKING_PRICE,
    down_payment: 2_500,
    term_months: 60,
    credit_range: round % 2 === 0 ? "excellent" : "fair",
  };
  await ask({ method: "POST", route: `${LOANS}/calculate`, body: terms });
  await ask({ method: "POST", route: `${LOANS}/calculate`, body: { ...terms, term_months: 48 } });
  const asked = "loan_amount=16000&credit_score=700&loan_term=60";
  await ask({ method: "GET", route: `${LOANS}/offers`, path: `${LOANS}/offers?${asked}` });

  const applied = { ...terms, deal_id: dealId };
  const id = madeId(await ask({ method: "POST", route: APPLICATIONS, body: applied }));
  if (id === undefined) return;
  for (const status of COURSES[round % COURSES.length] ?? COURSES[0]) {
    await ask({ method: "POST", route: `${APPLICATION}/status`, id, body: { status } });
  }
  await ask({ method: "GET", route: APPLICATION, id });
  await ask({ method: "GET", route: APPLICATIONS, path: `${APPLICATIONS}?limit=5` });
}
