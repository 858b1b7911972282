import type { Answer, ApiRequest } from "../exchange";

/** Sends a request when it is its turn. @returns undefined when no answer came */
export type Ask = (request: ApiRequest) => Promise<Answer | undefined>;

/** A field of the answer's body, where it is a text. */
export function textOf(answer: Answer | undefined, name: string): string | undefined {
  const value = fieldOf(answer?.body, name);
  return typeof value === "string" ? value : undefined;
}

/** The id of what has been made; undefined where nothing has. */
export function madeId(answer: Answer | undefined): string | undefined {
  return answer?.status === 201 ? textOf(answer, "id") : undefined;
}

/** A field of a parsed body; undefined where it has none of that name. */
export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null && name in body
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
