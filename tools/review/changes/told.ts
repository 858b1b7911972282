import type { Destination } from "../../../infra/alert-delivery/routes";
import { destinationText, pages } from "../words/destination";

/** All destinations as text. */
export function toldText(told: readonly Destination[]): string {
  const texts = [...new Set(told.map(destinationText))];
  return texts.length === 0 ? "nobody" : texts.join(", ");
}

/** Whether an alert that paged somebody no longer does, or one that notified anybody notifies nobody any more. */
export function stops(was: readonly Destination[], is: readonly Destination[]): boolean {
  return (was.length > 0 && is.length === 0) || (was.some(pages) && !is.some(pages));
}
