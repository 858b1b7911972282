import { DEAL_STATUSES, type DealStatus } from "../metrics/labels";

/** Where a deal can go from each status. What is completed or cancelled stays so. */
export const NEXT_STATUSES: Readonly<Record<DealStatus, readonly DealStatus[]>> = {
  pending: ["in_progress", "cancelled"],
  in_progress: ["completed", "cancelled"],
  completed: [],
  cancelled: [],
};

/** The statuses from which a deal can be set to `target`; setting it to what it is changes nothing. */
export function statusesBefore(target: DealStatus): readonly DealStatus[] {
  return DEAL_STATUSES.filter((from) => from === target || NEXT_STATUSES[from].includes(target));
}
