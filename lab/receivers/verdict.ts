import type { Arrival, JsonObject } from "./notification";
import { jsonObject } from "./notification";

/** The response to the sender: an object as JSON, a string as plain text. */
export interface Answer {
  readonly status: number;
  readonly body: string | JsonObject;
}

/** A receiver's decision about a request. Nothing of a rejected request is stored. */
export type Verdict =
  | { readonly accepted: true; readonly arrival: Arrival; readonly answer: Answer }
  | { readonly accepted: false; readonly answer: Answer };

/** The decision to store a notification. */
export function accept(arrival: Arrival, answer: Answer): Verdict {
  return { accepted: true, arrival, answer };
}

/** The decision to reject a request. */
export function refuse(status: number, body: string | JsonObject): Verdict {
  return { accepted: false, answer: { status, body } };
}

/** The body from express.text, which is undefined if there was none. */
export function textOf(body: unknown): string {
  return typeof body === "string" ? body : "";
}

/** The JSON object in a request's body; undefined if it is not one. */
export function parseObject(raw: string): JsonObject | undefined {
  try {
    return jsonObject.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined;
  }
}
