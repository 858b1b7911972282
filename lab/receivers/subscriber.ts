import { Router } from "express";
import { z } from "zod";

import { textOf } from "./verdict";

/** A webhook of the service, as a subscriber got it. */
export const delivery = z.object({
  /** The headers with which the subscriber verifies it. */
  headers: z.record(z.string(), z.string()),
  /** The body, which the signature covers. */
  text: z.string(),
});
export type Delivery = z.infer<typeof delivery>;

/** The most deliveries that are kept of one subscriber; beyond them the oldest are forgotten. */
const MOST = 10_000;

/** Subscribers by name: each keeps every webhook that it gets, in order, also if it comes twice. */
export function subscriberRoutes(): Router {
  const router = Router();
  const kept = new Map<string, Delivery[]>();

  router.post("/subscribers/:name", ({ params, headers, body }, response) => {
    const all = kept.get(params.name) ?? [];
    kept.set(params.name, all);
    const signed = Object.entries(headers).filter(([name]) => name.startsWith("webhook-"));
    all.push({
      headers: Object.fromEntries(signed.map(([name, value]) => [name, String(value)])),
      text: textOf(body),
    });
    all.splice(0, all.length - MOST);
    response.status(204).end();
  });
  router.get("/subscribers/:name", ({ params }, response) => {
    response.json(kept.get(params.name) ?? []);
  });
  router.delete("/subscribers/:name", ({ params }, response) => {
    kept.delete(params.name);
    response.status(204).end();
  });
  return router;
}
