import { z } from "zod";

/** The APIs that are stood in for, as the control's paths name them. */
export const APIS = ["vehicle-api", "llm"] as const;
export type Api = (typeof APIS)[number];

const delayMs = z.int("must be milliseconds").min(0).max(600_000);
const count = z.int("must be a count").min(1).max(1_000_000).optional();

/**
 * What an API does instead of its work, until told otherwise or, with a `count`, that many times.
 * `stall` without a `delayMs` never answers; with one it does its work that much later.
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
      /** What the header Retry-After says. */
      retryAfterSeconds: z.int("must be seconds").min(0).max(3600).default(1),
      count,
    }),
    z.strictObject({ mode: z.literal("garbage"), count }),
  ],
  "must have a mode: ok, fail, stall, throttle or garbage",
);
export type Fault = z.output<typeof fault>;
/** As it is asked for: what has a default may be left out. */
export type FaultOrder = z.input<typeof fault>;

/** How each API is to misbehave; not kept over a restart. */
export class Faults {
  readonly #faults = new Map<Api, Fault>();

  order(api: Api, fault: Fault): void {
    this.#faults.set(api, fault);
  }

  /** One API works again, or all do. */
  reset(api?: Api): void {
    if (api === undefined) this.#faults.clear();
    else this.#faults.delete(api);
  }

  /** What the request at hand must meet; counts it. */
  take(api: Api): Fault {
    const fault = this.#faults.get(api);
    if (fault === undefined || fault.mode === "ok") return { mode: "ok" };
    if (fault.count !== undefined) {
      if (fault.count === 1) this.#faults.delete(api);
      else this.#faults.set(api, { ...fault, count: fault.count - 1 });
    }
    return fault;
  }

  /** What each API does now; `count` is what is left of it. */
  ordered(): Readonly<Record<Api, Fault>> {
    return {
      "vehicle-api": this.#faults.get("vehicle-api") ?? { mode: "ok" },
      llm: this.#faults.get("llm") ?? { mode: "ok" },
    };
  }
}
