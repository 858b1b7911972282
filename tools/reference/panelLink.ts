import type { Dashboard } from "../../dashboards";
import { urlOf } from "../../signals/places";
import { code } from "./markdown";

/** Under what id the dashboards' page tells of a panel. */
export function panelAnchor(uid: string, panelId: number | undefined): string {
  return `${uid}-${panelId ?? 0}`;
}

/** A link from an address in Grafana to what the dashboards' page tells of that panel. */
export function panelLink(url: string, grafana: string, dashboards: readonly Dashboard[]): string {
  for (const { uid, title, panels } of dashboards) {
    for (const { id, title: name } of panels) {
      if (id === undefined || urlOf({ uid, panelId: id }, grafana) !== url) continue;
      return `[${title} / ${name ?? ""}](dashboards.md#${panelAnchor(uid, id)}) (${code(url.replace(grafana, ""))})`;
    }
  }
  throw new Error(`${url} leads to no panel.`);
}
