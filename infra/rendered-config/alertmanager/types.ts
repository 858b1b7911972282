import type { Duration } from "../../../signals/promql/units";

/** A label matcher, in Alertmanager's notation. */
export type Matcher = `${string}${"=" | "!=" | "=~" | "!~"}"${string}"`;

/** A node of the routing tree. */
export interface Route {
  readonly receiver: string;
  /** All must match. Empty: every alert that gets here. */
  readonly matchers?: readonly Matcher[];
  /** Whether the routes after this one are tried, too. */
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: Duration;
  readonly group_interval?: Duration;
  readonly repeat_interval?: Duration;
  /** Unlike the times above, a child does not inherit these. */
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** A receiver, with one or more integrations. */
export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly email_configs?: readonly object[];
  readonly opsgenie_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

/** While a source fires, its targets do not notify. */
export interface InhibitRule {
  readonly source_matchers: readonly Matcher[];
  readonly target_matchers: readonly Matcher[];
  /** Labels that must have equal values in both; a missing label counts as a value, too. */
  readonly equal: readonly string[];
}

/** A recurring time, which routes refer to by name. */
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
    /** For every receiver that is notified by HTTP. */
    readonly http_config?: object | undefined;
  };
  readonly templates: readonly string[];
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals: readonly TimeInterval[];
  readonly receivers: readonly Receiver[];
}
