/**
 * What the server gives a page to draw. The page is a package of its own, which shares this file alone
 * with the rest: it imports nothing.
 */

/** A dashboard in Grafana's classic JSON; only what is drawn of it has a type. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly time?: { readonly from: string; readonly to: string };
  /** Between two looks, such as `30s`. */
  readonly refresh?: string;
  readonly panels: readonly PanelJson[];
  readonly templating?: { readonly list: readonly VariableJson[] };
  readonly annotations?: { readonly list: readonly AnnotationJson[] };
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly allValue?: string;
  readonly current?: { readonly text?: unknown; readonly value?: unknown };
}

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
  /** In columns, 24 to the width, and rows. */
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
  /** Of a row that is closed in Grafana: what is under it. */
  readonly panels?: readonly PanelJson[];
  readonly collapsed?: boolean;
}

export interface TargetJson {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  /** `table` where its series are rows of one. */
  readonly format?: string;
}

/** One series of one query. */
export interface Series {
  /** As the panel's legend has it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value as Prometheus writes it, such as "0.25", "NaN" or "+Inf". */
  readonly points: readonly (readonly [number, string])[];
}

/** What Prometheus said to one query of a panel. */
export interface Answer {
  readonly refId: string;
  readonly series: readonly Series[];
  /** Between the points of a course, in seconds; undefined where there is one point alone. */
  readonly step?: number;
  /** Whether its series are rows of a table. */
  readonly table?: true;
  /** Why there are none. */
  readonly error?: string;
}

/** A stretch of time that is marked on every panel; in seconds since 1970. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
  /** A colour as Grafana names it. */
  readonly color: string;
}

export type Difference = "new" | "gone" | "changed";

/** A dashboard with what there is to draw. */
export interface Side {
  /** Which version it is of, where two are shown. */
  readonly label?: string;
  /** Undefined where that version has no such dashboard. */
  readonly dashboard?: DashboardJson;
  /** By the panel's id. */
  readonly answers: Readonly<Record<number, readonly Answer[]>>;
  readonly marks: readonly Mark[];
  /** By the id of each panel that differs from the other version. */
  readonly differences: Readonly<Record<number, Difference>>;
}

/** One page: a dashboard, or two versions of it beside each other. */
export interface Drawing {
  readonly sides: readonly Side[];
  /** In milliseconds since 1970. */
  readonly range: { readonly from: number; readonly to: number };
  /** The address of the Prometheus whose answers these are. */
  readonly prometheus: string;
}

/** What can be chosen on a page that is served live. */
export interface Listing {
  readonly dashboards: readonly {
    readonly uid: string;
    readonly title: string;
    readonly description: string;
    /** What Grafana shows of it at first, such as `now-1h`. */
    readonly from: string;
  }[];
}
