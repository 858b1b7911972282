import { LOAN_STATUSES, type LoanStatus } from "../metrics/labels";

/** The next possible statuses of an application, by status. Rejected and completed are final. */
export const NEXT_STATUSES: Readonly<Record<LoanStatus, readonly LoanStatus[]>> = {
  draft: ["submitted"],
  submitted: ["pre_approved", "approved", "rejected"],
  pre_approved: ["approved", "rejected"],
  approved: ["completed"],
  rejected: [],
  completed: [],
};

/** The statuses from which an application can be set to `target`, without `target` itself. */
export const statusesBefore = (target: LoanStatus): readonly LoanStatus[] =>
  LOAN_STATUSES.filter((from) => NEXT_STATUSES[from].includes(target));
