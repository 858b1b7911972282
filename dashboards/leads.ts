import { panel, type Place, type View } from "../signals/places";

/** The panel to look at next, and the question that it answers. */
export interface Lead {
  readonly question: string;
  readonly view: View;
}

/** A link to a panel. A name that the dashboard does not have does not compile. */
export function lead<P extends Place>(
  question: string,
  place: P,
  name: keyof P["panels"] & string,
): Lead {
  return { question, view: panel(place, name) };
}

/** The variables that all dashboards share, as Grafana writes them into a URL; instances only apply to one job. */
const CHOSEN = "${__url_time_range}&${datasource:queryparam}&${environment:queryparam}";
const CHOSEN_INSTANCE = "${instance:queryparam}";

/** A lead's URL in Grafana, with the same time range and selection. @param from the dashboard that contains the link */
export function leadUrl({ view: { uid, panelId } }: Lead, from: string): string {
  const instance = uid === from ? `&${CHOSEN_INSTANCE}` : "";
  const viewed = panelId === undefined ? "" : `viewPanel=${panelId}&`;
  return `/d/${uid}?${viewed}${CHOSEN}${instance}`;
}
