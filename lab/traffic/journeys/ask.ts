import type { Answer, ApiRequest } from "../exchange";

/** Sends a request when it is its turn. @returns undefined if there was no answer */
export type Ask = (request: ApiRequest) => Promise<Answer | undefined>;

/** A field of the answer's body, if it is a string. */
export function textOf(answer: Answer | undefined, name: string): string | undefined {
  const value = fieldOf(answer?.body, name);
  return typeof value === "string" ? value : undefined;
}

/** The id of a created resource; undefined if none was created. */
export function madeId(answer: Answer | undefined): string | undefined {
  return answer?.status === 201 ? textOf(answer, "id") : undefined;
}

/** A field of a parsed body; undefined if it has no such field. */
export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null && name in body
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
