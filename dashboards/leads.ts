import { panel, type Place, type View } from "../signals/places";

/** A panel at which to look next, and the question that it answers. */
export interface Lead {
  readonly question: string;
  readonly view: View;
}

/** Leads on to a panel. A name that the dashboard does not have does not compile. */
export function lead<P extends Place>(
  question: string,
  place: P,
  name: keyof P["panels"] & string,
): Lead {
  return { question, view: panel(place, name) };
}

/** What is chosen above every dashboard alike, as Grafana writes it into an address; instances are of one job. */
const CHOSEN = "${__url_time_range}&${datasource:queryparam}&${environment:queryparam}";
const CHOSEN_INSTANCE = "${instance:queryparam}";

/** A lead's address in Grafana, with the same time and choices. @param from the dashboard that leads on */
export function leadUrl({ view: { uid, panelId } }: Lead, from: string): string {
  const instance = uid === from ? `&${CHOSEN_INSTANCE}` : "";
  const viewed = panelId === undefined ? "" : `viewPanel=${panelId}&`;
  return `/d/${uid}?${viewed}${CHOSEN}${instance}`;
}
