import type { Response } from "express";

import type { Answer, Upstream } from "./answer";
import type { Counts } from "./counts";
import type { Api, Fault, Faults } from "./faults";

export interface ServeArgs {
  readonly api: Api;
  readonly upstream: Upstream;
  readonly counts: Counts;
  readonly faults: Faults;
}

/** Answers a request normally or according to a fault, and counts it. */
export function serve(response: Response, { api, upstream, counts, faults }: ServeArgs): void {
  counts.received(api);
  let answered = false;
  let timer: NodeJS.Timeout | undefined;
  response.on("close", () => {
    clearTimeout(timer);
    if (!answered) counts.abandoned(api);
  });
  const send = ({ status, body, headers = {}, tokens }: Answer) => {
    // Before it is sent, because the client may read the counts as soon as it has the answer.
    answered = true;
    counts.answered(api, status);
    if (tokens) counts.charged(api, tokens.prompt, tokens.completion);
    response.status(status).set(headers);
    if (typeof body === "string") response.type("html").send(body);
    else response.json(body);
  };

  const fault = faults.take(api);
  if (fault.mode !== "stall") send(answerTo(fault, upstream));
  else if (fault.delayMs !== undefined)
    timer = setTimeout(() => send(upstream.work()), fault.delayMs);
  // Otherwise never: the client gives up after its own timeout.
}

function answerTo(fault: Exclude<Fault, { mode: "stall" }>, upstream: Upstream): Answer {
  switch (fault.mode) {
    case "ok":
      return upstream.work();
    case "fail":
      return upstream.error(fault.status, "An injected fault.");
    case "throttle":
      return {
        ...upstream.error(429, "Rate limit reached."),
        headers: { "Retry-After": String(fault.retryAfterSeconds) },
      };
    case "garbage":
      return upstream.garbage();
  }
}
