import type { Dashboard } from "../../dashboards";
import { urlOf } from "../../signals/places";
import { code } from "./markdown";

/** The id of a panel on the page of dashboards. */
export function panelAnchor(uid: string, panelId: number | undefined): string {
  return `${uid}-${panelId ?? 0}`;
}

/** A link to a panel on the page of dashboards, made from its URL in Grafana. */
export function panelLink(url: string, grafana: string, dashboards: readonly Dashboard[]): string {
  for (const { uid, title, panels } of dashboards) {
    for (const { id, title: name } of panels) {
      if (id === undefined || urlOf({ uid, panelId: id }, grafana) !== url) continue;
      return `[${title} / ${name ?? ""}](dashboards.md#${panelAnchor(uid, id)}) (${code(url.replace(grafana, ""))})`;
    }
  }
  throw new Error(`${url} leads to no panel.`);
}
