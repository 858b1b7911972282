import type { Duration } from "../../../signals/promql/units";

/** A comparison of one label, in Alertmanager's notation. */
export type Matcher = `${string}${"=" | "!=" | "=~" | "!~"}"${string}"`;

/** A node of the tree that an alert falls through, down to whoever is told. */
export interface Route {
  readonly receiver: string;
  /** All have to hold. None: every alert that comes here. */
  readonly matchers?: readonly Matcher[];
  /** Whether the routes after this one are asked, too. */
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: Duration;
  readonly group_interval?: Duration;
  readonly repeat_interval?: Duration;
  /** Unlike the times above, a child does not inherit these. */
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** Somebody who is told, by one way or several. */
export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly email_configs?: readonly object[];
  readonly opsgenie_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

/** While a source fires, its targets are told to nobody. */
export interface InhibitRule {
  readonly source_matchers: readonly Matcher[];
  readonly target_matchers: readonly Matcher[];
  /** Labels of which both have the same value; lacking one is a value, too. */
  readonly equal: readonly string[];
}

/** A recurring time, known to the routes by its name. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly {
    readonly weekdays?: readonly string[];
    readonly times: readonly { readonly start_time: string; readonly end_time: string }[];
    readonly location: string;
  }[];
}

/** alertmanager.yml, as far as it is used. */
export interface AlertmanagerConfig {
  readonly global: {
    readonly resolve_timeout: Duration;
    /** Of every receiver that is told by HTTP. */
    readonly http_config?: object | undefined;
  };
  readonly templates: readonly string[];
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals: readonly TimeInterval[];
  readonly receivers: readonly Receiver[];
}
