import { blackbox as m } from "./exporters/blackbox";
import { prometheus as p } from "./exporters/prometheus";
import { COMING_AND_GOING } from "./availability";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { not, where } from "./promql/selector";
import type { Not } from "./promql/selector";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";

const JOB = { job: "blackbox-exporter" } as const;
const EACH = by("instance");

/** Some of the probed addresses: these, or all except these. */
type Some = readonly string[] | Not;

/** One value per address, whichever prober reported it: if one prober reaches it, people can reach it. */
const succeeds = (instance: Some) =>
  promql`max by (${EACH}) (${where(m.probe_success, { ...JOB, instance })})`;

/** The addresses that are still probed, whether or not the prober answers; a removed address has no series. */
export const probed = promql`${succeeds(not(""))} or max by (${EACH}) (${where(p.up, JOB)})`;

/** The interval of the probes. */
const STEP: Duration = "15s";

/** No probe of an address succeeds for most of a window; or many fail, again and again. */
export function unreachable(instance: Some, window: Duration): Condition<"instance", "count"> {
  const each = succeeds(instance);
  const failing = new Condition(
    promql`${each} == 0`,
    "count",
    "no probe of an address succeeds",
  ).mostOf(window);
  // If one of two load balancers is down, half of the people get through; if one flaps, all of them get through now and
  // then.
  const { windows, lately } = COMING_AND_GOING;
  const [shorter, longer] = windows.map(
    ({ over, below }) => promql`avg_over_time(${each}[${over}:${STEP}]) < ${below}`,
  ) as [Query<"instance">, Query<"instance">];
  const often = promql`
    (${shorter} or ${longer})
      and min_over_time(${each}[${lately}:${STEP}]) == 0
      and max_over_time(${each}[1m:${STEP}] offset ${lately})`;
  return stillProbed(
    new Condition<"instance", "count">(
      promql`${failing.query} or ${often}`,
      "count",
      `${failing.words}; or ${windows.map(({ over, below }) => `fewer than ${below * 100} of 100 succeed over ${over}`).join(" or ")}`,
      [],
      failing.lasting,
    ),
  );
}

/** The same; and, with the value 1, addresses that an answering prober does not report for most of a window. */
export function unreachableOrUnknown(
  instance: Some,
  window: Duration,
): Condition<"instance", "count"> {
  const failing = unreachable(instance, window);
  const answers = promql`max by (${EACH}) (${where(p.up, JOB)}) == 1`;
  const silent = new Condition(
    promql`${answers} unless ${succeeds(not(""))}`,
    "count",
    "the prober answers, and says nothing of it",
  ).mostOf(window);
  return new Condition<"instance", "count">(
    promql`${failing.query} or ${stillProbed(silent).query}`,
    "count",
    `${failing.words}; or ${silent.words}`,
    [],
    failing.lasting,
  );
}

/** Addresses that no probe has reached for a day, or since they were first probed. */
export const neverReached = promql`
  max by (${EACH}) (max_over_time(${where(m.probe_success, JOB)}[1d])) == 0`;

function stillProbed(condition: Condition<"instance", "count">) {
  const { query, unit, words, terms, lasting } = condition;
  return new Condition<"instance", "count">(
    promql`${query} and ${probed}`,
    unit,
    words,
    terms,
    lasting,
  );
}
