import { z } from "zod";

/** The APIs with a stand-in, by their names in the paths of the controls. */
export const APIS = ["vehicle-api", "llm"] as const;
export type Api = (typeof APIS)[number];

const delayMs = z.int("must be milliseconds").min(0).max(600_000);
const count = z.int("must be a count").min(1).max(1_000_000).optional();

/**
 * What an API does instead of its work, until it is changed or, with a `count`, for that many requests. `stall` without
 * a `delayMs` never answers; with one the normal answer is delayed by that time.
 */
export const fault = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({ mode: z.literal("ok") }),
    z.strictObject({
      mode: z.literal("fail"),
      status: z.int("must be a status").min(400).max(599).default(500),
      count,
    }),
    z.strictObject({ mode: z.literal("stall"), delayMs: delayMs.optional(), count }),
    z.strictObject({
      mode: z.literal("throttle"),
      /** The value of the header Retry-After. */
      retryAfterSeconds: z.int("must be seconds").min(0).max(3600).default(1),
      count,
    }),
    z.strictObject({ mode: z.literal("garbage"), count }),
  ],
  "must have a mode: ok, fail, stall, throttle or garbage",
);
export type Fault = z.output<typeof fault>;
/** The input form: fields with a default may be left out. */
export type FaultOrder = z.input<typeof fault>;

/** How each API misbehaves; not kept across restarts. */
export class Faults {
  readonly #faults = new Map<Api, Fault>();

  order(api: Api, fault: Fault): void {
    this.#faults.set(api, fault);
  }

  /** Makes one API, or all of them, work normally again. */
  reset(api?: Api): void {
    if (api === undefined) this.#faults.clear();
    else this.#faults.delete(api);
  }

  /** The fault for the current request, which uses up one of its count. */
  take(api: Api): Fault {
    const fault = this.#faults.get(api);
    if (fault === undefined || fault.mode === "ok") return { mode: "ok" };
    if (fault.count !== undefined) {
      if (fault.count === 1) this.#faults.delete(api);
      else this.#faults.set(api, { ...fault, count: fault.count - 1 });
    }
    return fault;
  }

  /** The current fault of each API; `count` is the number of requests left. */
  ordered(): Readonly<Record<Api, Fault>> {
    return {
      "vehicle-api": this.#faults.get("vehicle-api") ?? { mode: "ok" },
      llm: this.#faults.get("llm") ?? { mode: "ok" },
    };
  }
}
