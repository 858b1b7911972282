import { kept } from "../../signals/kept";
import type { Read } from "../../signals/promql/reads";
import type { Duration } from "../../signals/promql/units";

/** A rule as Prometheus reads it, with the fields that matter for timing. */
export interface TimedRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: Duration;
  readonly labels?: Readonly<Record<string, string | undefined>>;
}

/** A rule group as Prometheus reads it, with the fields that matter for timing. */
export interface TimedGroup {
  readonly name: string;
  /** @default Prometheus's evaluation_interval */
  readonly interval?: Duration;
  readonly rules: readonly TimedRule[];
}

/** A recording rule, with its group. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly group: TimedGroup;
}

/** Every recording rule of some groups. */
export const recordingsOf = kept((groups: readonly TimedGroup[]): readonly Recording[] =>
  groups.flatMap((group) =>
    group.rules.flatMap(({ record, expr, labels = {} }) =>
      record === undefined ? [] : [{ record, expr, labels, group }],
    ),
  ),
);

/** The first group that contains each rule. */
export const groupsByRule = kept(
  (groups: readonly TimedGroup[]): ReadonlyMap<TimedRule, TimedGroup> =>
    new Map(groups.flatMap((group) => group.rules.map((rule) => [rule, group] as const)).reverse()),
);

/**
 * The recording rules that a selector may read. Only `label="value"` matchers narrow the result, so it may contain too
 * many.
 */
export function recordingsRead(
  recordings: readonly Recording[],
  { series, matchers }: Pick<Read, "series" | "matchers">,
): readonly Recording[] {
  const wanted = matchers.filter(({ operator }) => operator === "=");
  return recordings.filter(
    ({ record, labels }) =>
      record === series &&
      wanted.every(({ label, value }) => labels[label] === undefined || labels[label] === value),
  );
}
