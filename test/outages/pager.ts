import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { z } from "zod";

/** The fields of an event in PagerDuty's Events API v2 that open or close an incident. */
const EVENT = z.object({
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  dedup_key: z.string().min(1),
  payload: z.object({ custom_details: z.object({ outage: z.number() }) }),
});

export interface PagerEvent {
  readonly action: "trigger" | "acknowledge" | "resolve";
  readonly key: string;
  /** The index of the outage that it is about. */
  readonly outage: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A stand-in for PagerDuty on the loopback. */
export interface Pager {
  readonly url: string;
  readonly events: readonly PagerEvent[];
  close(): void;
}

export async function startPager(): Promise<Pager> {
  const events: PagerEvent[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (text: Buffer) => (body += text.toString()));
    request.on("end", () => {
      const { success, data } = EVENT.safeParse(JSON.parse(body));
      response.statusCode = success ? 202 : 400;
      response.end(JSON.stringify({ status: success ? "success" : "invalid event" }));
      if (!data) return;
      events.push({
        action: data.event_action,
        key: data.dedup_key,
        outage: data.payload.custom_details.outage,
        at: Date.now(),
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v2/enqueue`, events, close: () => server.close() };
}
