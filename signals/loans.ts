import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { BACKEND } from "./backend";
import { loanSeconds } from "./rates";

const OURS = { job: BACKEND } as const;

export const loanStatusesPerHour = new Signal({
  title: "Loan applications",
  description: "Loan applications that reached each status in the hour before each point.",
  unit: "count",
  query: () => promql`
    round(sum by (${by("status")}) (increase(${where(m.autodealgenie_loan_applications_total, OURS)}[1h])))`,
});

/** A percentile of the time that loan calculations, offers and steps of applications take. */
export function loanTime(quantile: 0.5 | 0.95) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `The ${quantile * 100}th percentile of the time to calculate loans, offers and steps of an application.`,
    unit: "seconds",
    query: (w) => promql`
      histogram_quantile(${quantile}, sum by (${by("le")}) (${loanSeconds.rate(w)}))`,
    idle: "empty",
  });
}
