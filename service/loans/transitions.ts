import { LOAN_STATUSES, type LoanStatus } from "../metrics/labels";

/** Where an application can go from each status. What is rejected or completed stays so. */
export const NEXT_STATUSES: Readonly<Record<LoanStatus, readonly LoanStatus[]>> = {
  draft: ["submitted"],
  submitted: ["pre_approved", "approved", "rejected"],
  pre_approved: ["approved", "rejected"],
  approved: ["completed"],
  rejected: [],
  completed: [],
};

/** The statuses from which an application can be set to `target`, without that itself. */
export const statusesBefore = (target: LoanStatus): readonly LoanStatus[] =>
  LOAN_STATUSES.filter((from) => NEXT_STATUSES[from].includes(target));
