import { urlOf } from "../../../lab/cluster/layout";
import { Traffic, type Report, type TrafficOptions } from "../../../lab/traffic/traffic";

/**
 * A few people who use everything until they are told to go, while something is changed.
 * @param fetch how they send a request. Left out: without TLS
 */
export function fewPeople(signal: AbortSignal, fetch?: TrafficOptions["fetch"]): Traffic {
  return new Traffic({
    baseUrl: urlOf("backend"),
    users: 3,
    requestsPerSecond: 5,
    signal,
    ...(fetch && { fetch }),
  });
}

/** The kinds of answers that were errors of the backend's. */
export function errorsIn({ answers }: Pick<Report, "answers">): readonly string[] {
  return Object.keys(answers).filter((answer) => / 5\d\d$/.test(answer));
}

/** How many requests nobody answered, or by an error of the backend's. */
export function failedIn({ answers, failures }: Report): number {
  const errors = errorsIn({ answers }).map((answer) => answers[answer] ?? 0);
  return [...errors, ...Object.values(failures)].reduce((sum, n) => sum + n, 0);
}
