import { fetchSecured } from "../../../lab/clients/fetch";
import { urlOf } from "../../../lab/cluster/layout";
import { Traffic, type Report } from "../../../lab/traffic/traffic";

/** Requests that got no answer, or one that is the server's own fault, by what they were. */
export function failedRequests({ answers, failures }: Report): Readonly<Record<string, number>> {
  const faults = Object.entries(answers).filter(([what]) => / 5\d\d$/.test(what));
  return { ...Object.fromEntries(faults), ...failures };
}

/** People use the backend, until they are told to stop. @returns which says what they saw */
export function people(requestsPerSecond: number, users: number): () => Promise<Report> {
  const over = new AbortController();
  const running = new Traffic({
    baseUrl: urlOf("backend"),
    fetch: fetchSecured,
    users,
    requestsPerSecond,
    signal: over.signal,
  }).run();
  return () => {
    over.abort();
    return running;
  };
}
