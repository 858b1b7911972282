import { declaredDashboards, declaredRules } from "../support/declared";
import { startDataServers, type DataServers } from "../support/dataServers";
import { serviceOn, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;
let served: readonly string[];

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  const requests = (await service.scrape()).text.matchAll(
    /^http_requests_total\{method="\w+",route="([^"]*)"/gm,
  );
  served = [...new Set(Array.from(requests, ([, route]) => route!))].sort();
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

// The value is a PromQL string, which is also a JSON string.
const ROUTE = /\broute(=|!=|=~|!~)("(?:[^"\\]|\\.)*")/g;

interface Matcher {
  readonly positive: boolean;
  /** Patterns for what the matcher matches, one for each alternative if it lists some. */
  readonly patterns: readonly RegExp[];
}

/** The matchers on routes in an expression. */
function matchersIn(expr: string): readonly Matcher[] {
  return Array.from(expr.matchAll(ROUTE), ([, operator = "", quoted = ""]) => {
    const text = String(JSON.parse(quoted));
    const isPattern = operator.endsWith("~");
    const wanted = isPattern ? alternatives(text) : [text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")];
    return {
      positive: !operator.startsWith("!"),
      patterns: wanted.map((one) => new RegExp(`^(?:${one})$`)),
    };
  });
}

/** The alternatives of a pattern, also those in its single pair of parentheses. */
function alternatives(pattern: string): readonly string[] {
  const [, before = "", inside, after = ""] = /^([^()]*)\(([^()]*)\)(.*)$/.exec(pattern) ?? [];
  if (inside === undefined) return pattern.split("|");
  return inside.split("|").map((one) => `${before}(?:${one})${after}`);
}

const readBy = (alert: string) => {
  const exprs = declaredRules.filter((rule) => rule.alert === alert).map(({ expr }) => expr);
  const matchers = exprs.flatMap(matchersIn).filter(({ positive }) => positive);
  expect(matchers).not.toEqual([]);
  return matchers.map(({ patterns }) =>
    served.filter((route) => patterns.some((pattern) => pattern.test(route))),
  );
};

const V1 = "/api/v1";

it.each([
  ["VehicleSearchFailing", ["compare", "recommendations", "search"].map((it) => `vehicles/${it}`)],
  [
    "NegotiationFailing",
    ["negotiations", ...["", "/messages", "/next"].map((it) => `negotiations/:id${it}`)],
  ],
])("%s selects exactly the routes of its feature", (alert, routes) => {
  for (const read of readBy(alert)) expect(read).toEqual(routes.map((it) => `${V1}/${it}`));
});

it("rules and panels name only routes that the service serves", () => {
  const queries = [...declaredRules.map(({ expr }) => expr), ...expressionsIn(declaredDashboards)];
  const matchers = queries.flatMap(matchersIn);
  expect(matchers.length).toBeGreaterThan(20);
  const vain = matchers
    .flatMap(({ patterns }) => patterns)
    .filter((pattern) => !served.some((route) => pattern.test(route)));
  expect([...new Set(vain.map(String))]).toEqual([]);
});

/** Every string named `expr` at any depth. */
function expressionsIn(it: unknown): readonly string[] {
  if (typeof it !== "object" || it === null) return [];
  return Object.entries(it).flatMap(([name, value]: [string, unknown]) =>
    name === "expr" && typeof value === "string" ? [value] : expressionsIn(value),
  );
}
