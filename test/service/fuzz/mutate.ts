import type { Random } from "./random";

/** A request as it is sent. */
export interface Draft {
  method: string;
  path: string;
  query: [name: string, value: string][];
  headers: Record<string, string>;
  body: string | undefined;
}

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.1 + 0.2,
  1e308,
  2 ** 53,
  -(2 ** 63),
  "",
  " ",
  "0",
  "NaN",
  "\0",
  "\ud800",
  "\u202eabc",
  "' OR 1=1 --",
  "${7*7}{{7*7}}",
  "x".repeat(20_000),
  [],
  [[]],
  {},
  { $gt: "" },
  ["a", 1, null],
];

/** Ends of texts that cause problems only when somebody stores or prints them. */
const ENDS = ["\ud800", "\udc00x", "\0", "\u202e", "\ufeff", "\r\n", "'; --", "🚗", "ﷺ"];

const NAMES = ["__proto__", "constructor", "toString", "", "x", "id", "owner_id", "\0", "é"];

const SEGMENTS = [
  "1",
  "%00",
  "..%2f..",
  "%F0%9F%9A%97",
  "%E0%A4%A",
  "null",
  "x".repeat(3000),
  "00000000-0000-0000-0000-000000000000",
  "7c9e6679-7425-40de-944b-e07fc1f90ae7",
];

const TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "application/json; charset=nonsense",
  "APPLICATION/JSON",
  "application/problem+json",
  "",
  "/",
];

type Mutation = (draft: Draft, random: Random) => void;

const inBody =
  (change: (body: Record<string, unknown>, random: Random) => unknown): Mutation =>
  (draft, random) => {
    if (draft.body === undefined) return;
    const parsed: unknown = JSON.parse(draft.body);
    const body = typeof parsed === "object" && parsed !== null ? parsed : {};
    draft.body = JSON.stringify(change({ ...body }, random));
  };

const defined = (body: object, name: string, value: unknown) =>
  Object.defineProperty(body, name, { value, enumerable: true, configurable: true });

const replaced = inBody((body, random) => {
  const names = Object.keys(body);
  return names.length === 0 ? [] : defined(body, random.pick(names), random.pick(ODD));
});

const ended = inBody((body, random) => {
  const texts = Object.entries(body).filter(([, value]) => typeof value === "string");
  if (texts.length === 0) return body;
  const [name, value] = random.pick(texts);
  return defined(body, name, String(value) + random.pick(ENDS));
});

/** Mistakes in a body, each on its own. Those that get furthest are listed more than once. */
const BODY: readonly Mutation[] = [
  replaced,
  replaced,
  ended,
  ended,
  ended,
  inBody((body, random) => {
    const missing = random.pick(["", ...Object.keys(body)]);
    return Object.fromEntries(Object.entries(body).filter(([name]) => name !== missing));
  }),
  inBody((body, random) => defined(body, random.pick(NAMES), random.pick(ODD))),
  inBody((_body, random) => random.pick(ODD)),
  (draft, random) => {
    if (draft.body !== undefined) {
      draft.body = draft.body.slice(0, Math.floor(random.next() * draft.body.length));
    }
  },
  (draft) => (draft.body = "[".repeat(5000)),
  (draft) => (draft.body = `\ufeff${draft.body ?? ""}`),
  (draft) => (draft.body = JSON.stringify({ x: "x".repeat(1_100_000) })),
  (draft, random) => (draft.headers["Content-Type"] = random.pick(TYPES)),
  (draft) => (draft.headers["Content-Encoding"] = "gzip"),
];

/** Mistakes in anything else. */
const REST: readonly Mutation[] = [
  (draft, random) => {
    draft.query.push([random.pick(NAMES), String(random.pick(ODD)).slice(0, 2000)]);
  },
  (draft, random) => {
    const [name, value] = random.pick([...draft.query, ["limit", "5"] as const]);
    draft.query.push([name, value]);
  },
  (draft, random) => {
    draft.query = draft.query.map(([name]) => [name, String(random.pick(ODD)).slice(0, 2000)]);
  },
  (draft) => delete draft.headers.Cookie,
  (draft) => (draft.headers.Cookie = "access_token=x.y.z; refresh_token=%; =;;"),
  (draft) => (draft.headers["X-Request-ID"] = "<script>"),
];

/** Breaks one part of a request, which still goes to the same operation. */
export function spoil(draft: Draft, random: Random): void {
  const bodied = draft.body !== undefined && random.chance(0.75);
  random.pick(bodied ? BODY : REST)(draft, random);
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];

/** Uses another method, or a path that does not exist. @returns which of them */
export function astray(draft: Draft, random: Random): "method" | "path" {
  if (random.chance(0.5)) {
    draft.method = random.pick(METHODS);
    if (["GET", "HEAD"].includes(draft.method)) draft.body = undefined;
    return "method";
  }
  const parts = draft.path.split("/");
  parts[1 + Math.floor(random.next() * (parts.length - 1))] = random.pick(SEGMENTS);
  draft.path = parts.join("/");
  return "path";
}
