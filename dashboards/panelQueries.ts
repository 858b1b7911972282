import type { Dashboard } from "./grafana";

/** One query of a panel, with Grafana's variables still in it. */
export interface PanelQuery {
  /** The dashboard's uid. */
  readonly dashboard: string;
  readonly panelId: number;
  readonly title: string;
  readonly refId: string;
  readonly expr: string;
  /** Whether it asks only for the current value, not for a range. */
  readonly instant: boolean;
}

/** Every query that a dashboard's panels send to Prometheus, so that a test can send them, too. */
export function panelQueries({ uid, panels }: Dashboard): readonly PanelQuery[] {
  return panels.flatMap(({ id, title, targets }) =>
    (targets ?? []).map((target) => {
      const { refId, expr, instant } = target as {
        refId?: string;
        expr?: string;
        instant?: boolean;
      };
      if (id === undefined || title === undefined || refId === undefined || expr === undefined) {
        throw new Error(`${uid}, "${title ?? ""}": a query has no panel id, title, refId or expr.`);
      }
      return { dashboard: uid, panelId: id, title, refId, expr, instant: instant === true };
    }),
  );
}
