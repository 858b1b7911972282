import type { Dashboard } from "./grafana";

/** One query of one panel, with Grafana's variables still in it. */
export interface PanelQuery {
  /** The dashboard's uid. */
  readonly dashboard: string;
  readonly panelId: number;
  readonly title: string;
  readonly refId: string;
  readonly expr: string;
}

/** Every query that a dashboard's panels ask Prometheus, so that a test can ask them too. */
export function panelQueries({ uid, panels = [] }: Dashboard): readonly PanelQuery[] {
  return panels.flatMap((panel) => {
    const targets = "targets" in panel ? (panel.targets ?? []) : [];
    return targets.map((target) => {
      const { refId, expr } = target as { refId?: string; expr?: string };
      if (panel.id === undefined || refId === undefined || expr === undefined) {
        throw new Error(`${uid}, "${panel.title ?? ""}": a query has no panel id, refId or expr.`);
      }
      return { dashboard: uid, panelId: panel.id, title: panel.title ?? "", refId, expr };
    });
  });
}
