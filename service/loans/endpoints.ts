import { noSuchDeal } from "../deals/endpoints";
import { Page } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import type { Metrics } from "../metrics/metrics";
import { APR_PERCENT, creditRangeOf, offersFor, repaymentOf } from "./maths";
import type { LoanApplications } from "./repository";
import {
  Application,
  ApplicationId,
  ApplicationList,
  Calculation,
  LoanTerms,
  NewApplication,
  OfferQuery,
  Offers,
  principalOf,
  StatusChange,
} from "./schemas";
import { NEXT_STATUSES } from "./transitions";

interface LoanArgs {
  readonly applications: LoanApplications;
  readonly metrics: Metrics;
}

const ALL = "/api/v1/loans/applications";
const shared = { tag: "loans", signedIn: true } as const;

export function loanEndpoints(args: LoanArgs): readonly Endpoint[] {
  return [calculate(args), offers(args), apply(args), list(args), get(args), setStatus(args)];
}

const calculate = ({ metrics }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: "/api/v1/loans/calculate",
    summary: "What a loan costs at the usual rate for the borrower's credit. Keeps nothing.",
    needsDatabase: false,
    body: LoanTerms,
    success: { status: 200, schema: Calculation },
    handle: ({ body }) =>
      timed(metrics, () => {
        const { credit_range, term_months } = body;
        const [principal, apr_percent] = [principalOf(body), APR_PERCENT[credit_range]];
        const repayment = repaymentOf(principal, apr_percent, term_months);
        return Promise.resolve({ principal, apr_percent, term_months, ...repayment });
      }),
  });

const offers = ({ metrics }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: "/api/v1/loans/offers",
    summary: "What each of three lenders would ask for, the cheapest first. Keeps nothing.",
    needsDatabase: false,
    query: OfferQuery,
    success: { status: 200, schema: Offers },
    handle: ({ query }) =>
      timed(metrics, () => {
        const credit_range = creditRangeOf(query.credit_score);
        const found = offersFor(query.loan_amount, credit_range, query.loan_term);
        return Promise.resolve({ credit_range, offers: found });
      }),
  });

const apply = ({ applications, metrics }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: ALL,
    summary: "Draws up an application for a loan, for one of the user's own deals or none.",
    body: NewApplication,
    success: { status: 201, schema: Application },
    problems: [404],
    handle: ({ userId, body, res }) =>
      timed(metrics, async () => {
        const apr_percent = APR_PERCENT[body.credit_range];
        const { monthly_payment } = repaymentOf(principalOf(body), apr_percent, body.term_months);
        const made = await applications.create(userId, body, { apr_percent, monthly_payment });
        if (made === undefined) throw noSuchDeal();
        metrics.autodealgenie_loan_applications_total.inc({ status: made.status });
        res.location(`${ALL}/${made.id}`);
        return made;
      }),
  });

const list = ({ applications }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: ALL,
    summary: "The user's own applications, newest first.",
    query: Page,
    success: { status: 200, schema: ApplicationList },
    handle: ({ userId, query }) => applications.list(userId, query),
  });

const get = ({ applications }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: `${ALL}/:id`,
    summary: "One of the user's own applications.",
    params: ApplicationId,
    success: { status: 200, schema: Application },
    handle: async ({ userId, params: { id } }) => {
      const found = await applications.find(id, userId);
      if (found === undefined) throw noSuchApplication();
      return found;
    },
  });

const setStatus = ({ applications, metrics }: LoanArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: `${ALL}/:id/status`,
    summary:
      "Records how far one of the user's own applications has got, as its lender says: lenders have no account here.",
    params: ApplicationId,
    body: StatusChange,
    success: { status: 200, schema: Application },
    problems: [409],
    handle: ({ userId, params: { id }, body: { status } }) =>
      timed(metrics, async () => {
        const result = await applications.setStatus(id, userId, status);
        if (result === undefined) throw noSuchApplication();
        if ("refusedFrom" in result) {
          const { refusedFrom: from } = result;
          const detail = `An application that is ${from} cannot become ${status}.`;
          throw new ProblemError(409, detail, { members: { from, allowed: NEXT_STATUSES[from] } });
        }
        // A status that it already had was counted when it was set.
        if (result.changed) metrics.autodealgenie_loan_applications_total.inc({ status });
        return result.application;
      }),
  });

/** Measures the duration of any answer, including refusals, which take just as long. */
async function timed<T>(metrics: Metrics, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const seconds = (performance.now() - started) / 1000;
    metrics.autodealgenie_loan_processing_duration_seconds.observe(seconds);
  }
}

/** The same answer for another user's application, so that nobody learns that it exists. */
const noSuchApplication = () => new ProblemError(404, "You have no such application.");
