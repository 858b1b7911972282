/**
 * What the server gives a page to draw. The page is a separate package, which shares only this file and order.ts with
 * the rest: this file imports nothing.
 */

/** A dashboard in Grafana's classic JSON. Only the drawn fields have types. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly time?: { readonly from: string; readonly to: string };
  /** The refresh interval, such as `30s`. */
  readonly refresh?: string;
  readonly panels: readonly PanelJson[];
  readonly templating?: { readonly list: readonly VariableJson[] };
  readonly annotations?: { readonly list: readonly AnnotationJson[] };
}

/** A variable of a dashboard. */
export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly allValue?: string;
  readonly current?: { readonly text?: unknown; readonly value?: unknown };
}

/** A query for marks on all panels of a dashboard. */
export interface AnnotationJson {
  readonly name: string;
  readonly enable?: boolean;
  readonly iconColor?: string;
  readonly datasource?: { readonly type?: string };
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  /** In grid units: 24 columns to the width, and rows. */
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly fieldConfig?: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly overrides: readonly unknown[];
  };
  readonly options?: Readonly<Record<string, unknown>>;
  readonly targets?: readonly TargetJson[];
  readonly transformations?: readonly { readonly id: string; readonly options?: unknown }[];
  /** The panels under a row that is collapsed in Grafana. */
  readonly panels?: readonly PanelJson[];
  readonly collapsed?: boolean;
}

/** A query of a panel. */
export interface TargetJson {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  /** `table` if each series is a row of a table. */
  readonly format?: string;
}

/** One series of one query. */
export interface Series {
  /** The name from the panel's legend. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value as Prometheus writes it, such as "0.25", "NaN" or "+Inf". */
  readonly points: readonly (readonly [number, string])[];
}

/** Prometheus's answer to one query of a panel. */
export interface Answer {
  readonly refId: string;
  readonly series: readonly Series[];
  /** Seconds between the points of a line; undefined for a single point. */
  readonly step?: number;
  /** Whether each series is a row of a table. */
  readonly table?: true;
  /** The error, if there are no series because of one. */
  readonly error?: string;
}

/** A time range that is marked on every panel; in seconds since 1970. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
  /** A color name of Grafana's. */
  readonly color: string;
}

export type Difference = "new" | "gone" | "changed";

/** A dashboard with the data to draw. */
export interface Side {
  /** The name of its version, if two are shown. */
  readonly label?: string;
  /** Undefined if that version does not have the dashboard. */
  readonly dashboard?: DashboardJson;
  /** By panel id. */
  readonly answers: Readonly<Record<number, readonly Answer[]>>;
  readonly marks: readonly Mark[];
  /** How panels differ from the other version, by panel id. */
  readonly differences: Readonly<Record<number, Difference>>;
}

/** One page: a dashboard, or two versions of it next to each other. */
export interface Drawing {
  readonly sides: readonly Side[];
  /** In milliseconds since 1970. */
  readonly range: { readonly from: number; readonly to: number };
  /** The address of the Prometheus that gave the answers. */
  readonly prometheus: string;
}

/** The dashboards to choose from on a page that is served live. */
export interface Listing {
  readonly dashboards: readonly {
    readonly uid: string;
    readonly title: string;
    readonly description: string;
    /** The start of Grafana's initial time range, such as `now-1h`. */
    readonly from: string;
  }[];
}
