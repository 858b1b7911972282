import type { Registry } from "prom-client";
import { z } from "zod";

import { endpoint, type Endpoint } from "../http/endpoint";
import { serviceUnavailable } from "../http/problem";
import { exposition } from "../metrics/exposition";
import type { ScrapeGauges } from "./gauges";
import { within } from "./within";

/** Something that must work before requests are sent to this replica; rejects if it does not. */
export type Check = () => Promise<unknown>;

interface HealthArgs {
  /** Checks of this replica alone, by the name under which a failure is reported. */
  readonly own: Readonly<Record<string, Check>>;
  /** Checks of what all replicas share, by name as well. */
  readonly shared: Readonly<Record<string, Check>>;
  readonly gauges: Pick<ScrapeGauges, "read">;
  readonly registry: Registry;
}

const CHECK_MS = 1000;

const common = { method: "get", tag: "health", needsDatabase: false } as const;

/** Which failures count: only this replica's own, or also those of shared dependencies. */
const ReadyQuery = z.object({ scope: z.enum(["all", "own"]).default("all") });

export function healthEndpoints({
  own,
  shared,
  gauges,
  registry,
}: HealthArgs): readonly Endpoint[] {
  return [
    endpoint({
      ...common,
      path: "/health",
      summary: "Whether the process is alive; asks nothing of anybody.",
      success: { status: 200, schema: z.strictObject({ status: z.literal("ok") }) },
      handle: () => Promise.resolve({ status: "ok" as const }),
    }),
    endpoint({
      ...common,
      path: "/ready",
      summary:
        "Whether requests can be served: it is not stopping, and PostgreSQL, its schema and Redis answer. With scope=own, whether this replica can take any, whatever PostgreSQL and Redis do.",
      query: ReadyQuery,
      success: {
        status: 200,
        schema: z.strictObject({ status: z.literal("ready") }),
      },
      problems: [503],
      handle: async ({ query }) => {
        const failing = await failuresOf(query.scope === "own" ? own : { ...own, ...shared });
        if (failing.length > 0) {
          throw serviceUnavailable(`Not ready: ${failing.join(", ")}.`, { failing });
        }
        return { status: "ready" as const };
      },
    }),
    endpoint({
      ...common,
      path: "/metrics",
      summary: "Everything that is measured, in Prometheus's text format.",
      success: { status: 200, schema: z.string(), mediaType: registry.contentType },
      handle: async ({ res }) => {
        await gauges.read();
        let page = "";
        for await (const piece of exposition(registry)) {
          page += piece;
          // The client is gone, so what is left of the page goes nowhere.
          if (res.destroyed) break;
        }
        return page;
      },
    }),
  ];
}

async function failuresOf(checks: HealthArgs["own"]): Promise<readonly string[]> {
  const names = Object.keys(checks);
  const results = await Promise.allSettled(
    Object.values(checks).map((check) => within(CHECK_MS, check())),
  );
  return names.filter((_name, index) => results[index]?.status === "rejected");
}
