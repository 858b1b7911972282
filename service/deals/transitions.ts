import { DEAL_STATUSES, type DealStatus } from "../metrics/labels";

/** The next possible statuses of a deal, by status. Completed and cancelled are final. */
export const NEXT_STATUSES: Readonly<Record<DealStatus, readonly DealStatus[]>> = {
  pending: ["in_progress", "cancelled"],
  in_progress: ["completed", "cancelled"],
  completed: [],
  cancelled: [],
};

/** The statuses from which a deal can be set to `target`, including `target` itself, which changes nothing. */
export function statusesBefore(target: DealStatus): readonly DealStatus[] {
  return DEAL_STATUSES.filter((from) => from === target || NEXT_STATUSES[from].includes(target));
}
