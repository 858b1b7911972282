import type { Registry } from "prom-client";
import { z } from "zod";

import { endpoint, type Endpoint } from "../http/endpoint";
import { serviceUnavailable } from "../http/problem";
import type { ScrapeGauges } from "./gauges";
import { within } from "./within";

/** Something that must work before requests are sent here; rejects when it does not. */
export type Check = () => Promise<unknown>;

interface HealthArgs {
  /** By the name under which a failure is reported. */
  readonly checks: Readonly<Record<string, Check>>;
  readonly gauges: ScrapeGauges;
  readonly registry: Registry;
}

const CHECK_MS = 1000;

const shared = { method: "get", tag: "health", needsDatabase: false } as const;

export function healthEndpoints({ checks, gauges, registry }: HealthArgs): readonly Endpoint[] {
  return [
    endpoint({
      ...shared,
      path: "/health",
      summary: "Whether the process is alive; asks nothing of anybody.",
      success: { status: 200, schema: z.strictObject({ status: z.literal("ok") }) },
      handle: () => Promise.resolve({ status: "ok" as const }),
    }),
    endpoint({
      ...shared,
      path: "/ready",
      summary: "Whether requests can be served: PostgreSQL, its schema and Redis answer.",
      success: {
        status: 200,
        schema: z.strictObject({ status: z.literal("ready") }),
      },
      problems: [503],
      handle: async () => {
        const failing = await failuresOf(checks);
        if (failing.length > 0) {
          throw serviceUnavailable(`Not ready: ${failing.join(", ")}.`, { failing });
        }
        return { status: "ready" as const };
      },
    }),
    endpoint({
      ...shared,
      path: "/metrics",
      summary: "Everything that is measured, in Prometheus's text format.",
      success: { status: 200, schema: z.string(), mediaType: registry.contentType },
      handle: async () => {
        await gauges.read();
        return registry.metrics();
      },
    }),
  ];
}

async function failuresOf(checks: HealthArgs["checks"]): Promise<readonly string[]> {
  const names = Object.keys(checks);
  const results = await Promise.allSettled(
    Object.values(checks).map((check) => within(CHECK_MS, check())),
  );
  return names.filter((_name, index) => results[index]?.status === "rejected");
}
