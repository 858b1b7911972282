import { urlOf } from "../../../lab/cluster/layout";
import { Traffic, type Report } from "../../../lab/traffic/traffic";

/** A few people who use everything until they are told to go, while something is changed. */
export function fewPeople(signal: AbortSignal): Traffic {
  return new Traffic({ baseUrl: urlOf("backend"), users: 3, requestsPerSecond: 5, signal });
}

/** The kinds of answers that were errors of the backend's. */
export function errorsIn({ answers }: Pick<Report, "answers">): readonly string[] {
  return Object.keys(answers).filter((answer) => / 5\d\d$/.test(answer));
}
