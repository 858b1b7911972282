import { getMaxListeners, setMaxListeners } from "node:events";

import { ApiClient, type Fetch } from "./client";
import { Pace, type Bounds } from "./pace";
import { Tally, type Report } from "./tally";
import { Visitor } from "./visitor";

export type { Report } from "./tally";

/** Who sends how much where. It must be bounded by `seconds`, `count` or `signal`. */
export interface TrafficOptions extends Bounds {
  /** Such as http://127.0.0.1:8000. */
  readonly baseUrl: string;
  /** How a request is sent. @default by fetch */
  readonly fetch?: Fetch;
  /** How many people are there at once; each waits for an answer before the next request. */
  readonly users: number;
  /** Over all users; less where answers are slow. */
  readonly requestsPerSecond: number;
}

/** Drives the real API as people do, and counts exactly what came back. */
export class Traffic {
  readonly #tally = new Tally();

  constructor(private readonly options: TrafficOptions) {}

  /** Resolves when the bounds are reached and every request that was sent has ended. */
  async run(): Promise<Report> {
    const { baseUrl, users, requestsPerSecond, fetch, signal } = this.options;
    // Each of them listens to it while it waits for its turn, which is no leak.
    if (signal) setMaxListeners(getMaxListeners(signal) + users, signal);
    const pace = new Pace(requestsPerSecond, this.options);
    const visitors = Array.from(
      { length: users },
      () => new Visitor(() => new ApiClient(baseUrl, this.#tally, fetch), pace),
    );
    await Promise.all(visitors.map((visitor) => visitor.visit()));
    return this.report();
  }

  /** What has been seen so far. */
  report(): Report {
    return this.#tally.report();
  }
}
