import { z } from "zod";

import { fetchCause } from "../../tools/fetchCause";
import { Problem } from "../../tools/problem";
import type { Query } from "./queries";
import type { Range } from "./time";

/** The timeout of one query, in milliseconds. */
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

/** The series that a query returns, or its error. */
export type Yield =
  | {
      readonly series: readonly {
        readonly labels: Readonly<Record<string, string>>;
        readonly points: readonly (readonly [number, string])[];
      }[];
    }
  | { readonly error: string };

/** Runs a query over a range, or only at its end if the query has no step. */
export type Ask = (query: Query, range: Range) => Promise<Yield>;

/** A running Prometheus. */
export interface Asker {
  /** Its URL without a trailing slash, user and password, safe to show. */
  readonly address: string;
  /** Rejects with a Problem if nothing answers. An error of the query itself is not a rejection. */
  readonly ask: Ask;
}

/**
 * @param url including any path prefix; a user and a password in it are sent as HTTP basic authentication
 * @throws Problem unless it is an HTTP URL
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
    // By POST, because an expression may be too long for a URL.
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
      // Hides the user and the password before the host.
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

/** Aligns a range to its step, so that a line does not jitter as time goes on. */
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
