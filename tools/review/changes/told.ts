import type { Destination } from "../../../infra/alert-delivery/routes";
import { destinationText, pages } from "../words/destination";

/** Everybody who is told, in words. */
export function toldText(told: readonly Destination[]): string {
  const texts = [...new Set(told.map(destinationText))];
  return texts.length === 0 ? "nobody" : texts.join(", ");
}

/** Whether what paged somebody, or told anybody at all, no longer does. */
export function stops(was: readonly Destination[], is: readonly Destination[]): boolean {
  return (was.length > 0 && is.length === 0) || (was.some(pages) && !is.some(pages));
}
