import { z } from "zod";

import { fetchCause } from "../../tools/fetchCause";
import { Problem } from "../../tools/problem";
import type { Query } from "./queries";
import type { Range } from "./time";

/** For one query, in milliseconds. */
const PATIENCE = 20_000;

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const answer = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({
        resultType: z.literal("matrix"),
        result: z.array(z.object({ metric: labels, values: z.array(point) })),
      }),
      z.object({
        resultType: z.literal("vector"),
        result: z.array(z.object({ metric: labels, value: point })),
      }),
      z.object({ resultType: z.literal("scalar"), result: point }),
    ]),
  }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);

/** The series that a query yields, or why it yields none. */
export type Yield =
  | {
      readonly series: readonly {
        readonly labels: Readonly<Record<string, string>>;
        readonly points: readonly (readonly [number, string])[];
      }[];
    }
  | { readonly error: string };

/** Asks over a range, or about its end alone where the query has no step. */
export type Ask = (query: Query, range: Range) => Promise<Yield>;

/** A Prometheus that runs. */
export interface Asker {
  /** Its URL as it may be shown: without a slash at its end, a user and a password. */
  readonly address: string;
  /** Rejects with a Problem where nobody answers; what Prometheus says against a query is no rejection. */
  readonly ask: Ask;
}

/**
 * @param url with whatever path it is served under; a user and a password in it are sent as HTTP's basic authentication
 * @throws Problem where it is no URL of HTTP
 */
export function asker(url: string): Asker {
  const { address, headers } = placeOf(url);
  const refusal = (cause: string) =>
    new Problem(
      `${address} does not answer like Prometheus: ${cause}`,
      "Set --prometheus <url>, or start the local cluster: npm start",
    );
  const ask: Ask = async ({ expr, step }, { from, to }) => {
    const [start, end] = [from / 1000, to / 1000];
    const [path, parameters] =
      step === undefined
        ? ["query", { query: expr, time: String(end) }]
        : ["query_range", { query: expr, ...aligned(start, end, step), step: String(step) }];
    // By POST: an expression may be longer than an address may be.
    const response = await fetch(`${address}/api/v1/${path}`, {
      method: "POST",
      headers,
      body: new URLSearchParams(parameters as Record<string, string>),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((error: unknown) => {
      throw refusal(fetchCause(error));
    });
    const parsed = answer.safeParse(jsonOf(await response.text()));
    if (!parsed.success) throw refusal(`it answered ${String(response.status)}.`);
    if (parsed.data.status === "error") return { error: parsed.data.error };
    const { data } = parsed.data;
    switch (data.resultType) {
      case "matrix":
        return {
          series: data.result.map(({ metric, values }) => ({ labels: metric, points: values })),
        };
      case "vector":
        return {
          series: data.result.map(({ metric, value }) => ({ labels: metric, points: [value] })),
        };
      case "scalar":
        return { series: [{ labels: {}, points: [data.result] }] };
    }
  };
  return { address, ask };
}

function placeOf(url: string) {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new Problem(
      // Not the user and the password before the host.
      `"${url.replace(/^.*@/, "…@")}" is not an HTTP address.`,
      "Set --prometheus <url> to a Prometheus, such as http://127.0.0.1:9090.",
    );
  }
  const place = new URL(url);
  const { username, password } = place;
  [place.username, place.password] = ["", ""];
  const user = [username, password].map(decodeURIComponent).join(":");
  const authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  const headers: Record<string, string> = username === "" ? {} : { authorization };
  return { address: place.href.replace(/\/+$/, ""), headers };
}

/** At the same moments each time, so that a course does not tremble as time goes on. */
function aligned(start: number, end: number, step: number) {
  const at = (time: number) => String(Math.floor(time / step) * step);
  return { start: at(start), end: at(end) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
