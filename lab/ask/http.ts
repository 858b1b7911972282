import type { z } from "zod";

/** A JSON answer of a given shape; anything else is an error that says where and what. */
export async function getJson<T>(url: string, shape: z.ZodType<T>): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}: ${text}`);
  return shape.parse(JSON.parse(text));
}
