import type { Request, Response } from "express";
import type { z } from "zod";

import { ProblemError } from "./problem";

/** What a handler gets: the parts of the request as its schemas parsed them. */
export interface Call<B, Q, P, U> {
  readonly body: B;
  readonly query: Q;
  readonly params: P;
  /** The signed-in user; undefined if the endpoint is open to all. */
  readonly userId: U;
  readonly req: Request;
  readonly res: Response;
}

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

interface Success<R extends Schema> {
  readonly status: 200 | 201 | 204;
  /** The schema of what the handler returns; left out for an empty body. */
  readonly schema?: R;
  /** The media type if the body is a string instead of JSON. @default application/json */
  readonly mediaType?: string;
}

/** The description of an endpoint: enough to serve it, to document it and to know which series it can count. */
export interface Description {
  readonly method: "get" | "post" | "put" | "delete";
  /** The full Express pattern, which is also the `route` label. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tag: string;
  readonly signedIn: boolean;
  readonly needsDatabase: boolean;
  readonly body?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly params?: z.ZodType | undefined;
  readonly success: Success<Schema>;
  /** Every 4xx and 5xx that it can answer with. */
  readonly problems: readonly number[];
}

export interface Endpoint extends Description {
  /** Validates the request and returns what the success schema describes. */
  run(req: Request, res: Response, userId: string | undefined): Promise<unknown>;
}

interface Spec<B extends Schema, Q extends Schema, P extends Schema, R extends Schema, S> {
  readonly method: Description["method"];
  readonly path: Description["path"];
  readonly summary: string;
  readonly tag: string;
  /** @default false */
  readonly signedIn?: S;
  /** Whether it answers 503 while PostgreSQL is away. @default true */
  readonly needsDatabase?: boolean;
  readonly body?: B;
  readonly query?: Q;
  readonly params?: P;
  readonly success: Success<R>;
  /** Its own problems; those that follow from the other options are added. */
  readonly problems?: readonly number[];
  readonly handle: (
    call: Call<Parsed<B>, Parsed<Q>, Parsed<P>, S extends true ? string : undefined>,
  ) => Promise<Parsed<R>>;
}

/** Declares an endpoint; its handler is typed by its schemas. */
export function endpoint<
  B extends Schema = undefined,
  Q extends Schema = undefined,
  P extends Schema = undefined,
  R extends Schema = undefined,
  S extends boolean = false,
>(spec: Spec<B, Q, P, R, S>): Endpoint {
  const { body, query, params, signedIn = false, needsDatabase = true, handle } = spec;
  const problems = new Set([
    ...(spec.problems ?? []),
    ...(body ? [400, 413, 415, 422] : []),
    ...(query ? [422] : []),
    ...(params ? [404] : []),
    ...(signedIn ? [401, 429] : []),
    ...(needsDatabase ? [503] : []),
    500,
  ]);
  return {
    ...spec,
    signedIn,
    needsDatabase,
    problems: [...problems].sort((a, b) => a - b),
    run: async (req, res, userId) => {
      // In this order: if the resource cannot exist, errors in the rest do not matter.
      const call = {
        params: parseParams(params, req.params),
        query: parse(query, req.query, "query"),
        body: parse(body, req.body, "body"),
        userId,
        req,
        res,
      };
      // The schemas of the spec produced these values, and serve.ts set the user according to `signedIn`.
      return handle(call as Parameters<typeof handle>[0]);
    },
  };
}

function parseParams(schema: Schema, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ProblemError(404, "There is nothing under this path.");
  return parsed.data;
}

function parse(schema: Schema, value: unknown, part: "query" | "body"): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // The values themselves are left out, because they may be passwords.
  const errors = parsed.error.issues.map(({ path, message }) => ({
    pointer: `#/${path.map(String).join("/")}`,
    detail: message,
  }));
  throw new ProblemError(422, `The ${part} is not as it must be; \`errors\` says where.`, {
    members: { errors },
  });
}
