import { getMaxListeners, setMaxListeners } from "node:events";

import { ApiClient, type Fetch } from "./client";
import { Pace, type Bounds } from "./pace";
import { Tally, type Report } from "./tally";
import { Visitor } from "./visitor";

export type { Report } from "./tally";

/** How much traffic to send, and where. It must be bounded by `seconds`, `count` or `signal`. */
export interface TrafficOptions extends Bounds {
  /** Such as http://127.0.0.1:8000. */
  readonly baseUrl: string;
  /** Sends a request. @default fetch */
  readonly fetch?: Fetch;
  /** The number of concurrent users. Each waits for an answer before the next request. */
  readonly users: number;
  /** The total rate of all users; lower if answers are slow. */
  readonly requestsPerSecond: number;
}

/** Uses the real API as people do, and counts exactly what came back. */
export class Traffic {
  readonly #tally = new Tally();

  constructor(private readonly options: TrafficOptions) {}

  /** Resolves when a bound is reached and every request has ended. */
  async run(): Promise<Report> {
    const { baseUrl, users, requestsPerSecond, fetch, signal } = this.options;
    // Each user listens to the signal while it waits for its turn, so many listeners are not a leak.
    if (signal) setMaxListeners(getMaxListeners(signal) + users, signal);
    const pace = new Pace(requestsPerSecond, this.options);
    const visitors = Array.from(
      { length: users },
      () => new Visitor(() => new ApiClient(baseUrl, this.#tally, fetch), pace),
    );
    await Promise.all(visitors.map((visitor) => visitor.visit()));
    return this.report();
  }

  /** The results so far. */
  report(): Report {
    return this.#tally.report();
  }
}
