import { urlOf } from "../../../lab/cluster/layout";
import { Traffic, type Report, type TrafficOptions } from "../../../lab/traffic/traffic";

/**
 * A few people who use everything until they are stopped, while something is changed.
 * @param fetch sends a request. By default without TLS
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

/** The kinds of answers that were errors of the backend. */
export function errorsIn({ answers }: Pick<Report, "answers">): readonly string[] {
  return Object.keys(answers).filter((answer) => / 5\d\d$/.test(answer));
}

/** The number of requests without an answer or with an error of the backend, by what came instead. */
export function failuresIn(report: Report): Readonly<Record<string, number>> {
  const errors = errorsIn(report).map((answer) => [answer, report.answers[answer] ?? 0] as const);
  return { ...Object.fromEntries(errors), ...report.failures };
}
