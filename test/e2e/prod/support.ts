import { fetchSecured } from "../../../lab/clients/fetch";
import { urlOf } from "../../../lab/cluster/layout";
import { Traffic, type Report } from "../../../lab/traffic/traffic";

/** The number of requests without an answer, or with an error of the server, by kind. */
export function failedRequests({ answers, failures }: Report): Readonly<Record<string, number>> {
  const faults = Object.entries(answers).filter(([what]) => / 5\d\d$/.test(what));
  return { ...Object.fromEntries(faults), ...failures };
}

/**
 * Simulated people use the backend until the returned function is called.
 * @returns stops them and reports what they saw
 */
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
