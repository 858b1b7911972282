import type { Arrival, JsonObject } from "./notification";
import { jsonObject } from "./notification";

/** What goes back to the sender: an object as JSON, a string as plain text. */
export interface Answer {
  readonly status: number;
  readonly body: string | JsonObject;
}

/** What a receiver makes of a request; nothing is kept of a refused one. */
export type Verdict =
  | { readonly accepted: true; readonly arrival: Arrival; readonly answer: Answer }
  | { readonly accepted: false; readonly answer: Answer };

export function accept(arrival: Arrival, answer: Answer): Verdict {
  return { accepted: true, arrival, answer };
}

export function refuse(status: number, body: string | JsonObject): Verdict {
  return { accepted: false, answer: { status, body } };
}

/** The body that express.text has read; it leaves an absent one undefined. */
export function textOf(body: unknown): string {
  return typeof body === "string" ? body : "";
}

/** The JSON object in a request's body, or undefined where there is none. */
export function parseObject(raw: string): JsonObject | undefined {
  try {
    return jsonObject.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined;
  }
}
