import { alertConditions, alertGroups, alertRulesOf } from "../../../alert-rules";
import { fieldDiffs, fieldFact, shown } from "../../../tools/review/words/fields";
import { sentenceFacts, textFacts } from "../../../tools/review/words/lines";
import { queryFacts } from "../../../tools/review/words/query";
import { shortened } from "../../../tools/review/words/text";
import { unitOf } from "../../../tools/review/words/units";
import { DEFAULT_POLICIES } from "../../../alert-rules/policies";
import { context } from "../../support/declared";

describe("two queries", () => {
  it.each([
    ["a > 5", "a > 7", "count", { what: "limit", from: "5", to: "7" }],
    ["a / b > 0.05", "a / b > 0.005", "ratio", { what: "limit", from: "5 %", to: "0.5 %" }],
    ["a < 4d", "a < 2d", "seconds", { what: "limit", from: "4d", to: "2d" }],
    [
      "rate(a[5m]) > 1",
      "rate(a[90s]) > 1",
      "count",
      { what: "window", from: "5 min", to: "1 min 30 s" },
    ],
    [
      "a > 1 and b >= 0.1",
      "a > 1 and b >= 0.5",
      "ratio",
      { what: "counts from", from: "0.1", to: "0.5" },
    ],
    ["a >= 1", "a >= 2", "count", { what: "limit", from: "1", to: "2" }],
    ["a offset 1h", "a offset 1d", "count", { what: "offset", from: "1 h", to: "1 d" }],
    [
      "max_over_time(a[1d:5m])",
      "max_over_time(a[1d:1m])",
      "count",
      { what: "step", from: "5 min", to: "1 min" },
    ],
    ["0.5 * a", "0.7 * a", "count", { what: "number in the query", from: "0.5", to: "0.7" }],
    [
      "rate(a[$__rate_interval])",
      "rate(a[5m])",
      "count",
      { what: "window", from: "Grafana's own", to: "5 min" },
    ],
  ] as const)("%s and %s are reported to differ in a number", (from, to, unit, fact) => {
    expect(queryFacts(from, to, unit)).toEqual([fact]);
  });

  it("yield one difference if the same number changes in two places", () => {
    const [from, to] = ["a > 3 and b > 3", "a > 6 and b > 6"];
    expect(queryFacts(from, to)).toEqual([{ what: "limit", from: "3", to: "6" }]);
  });

  it("have a unit only in their first comparison", () => {
    expect(queryFacts("a > 1 or b > 0.5", "a > 1 or b > 0.7", "perSecond")).toEqual([
      { what: "limit", from: "0.5", to: "0.7" },
    ]);
  });

  it.each([
    ["sum(a) > 1", "sum(a) > 1 or sum(b) > 2", { what: "query also has or sum(b) > 2" }],
    [
      'a(x{j="1"}) or a(x{j="2"}) or a(x{j="3"})',
      'a(x{j="1"}) or a(x{j="3"})',
      { what: 'query no longer has or a(x{j="2"})' },
    ],
    ["up == 0 or absent(up)", "up == 0", { what: "query no longer has or absent(up)" }],
    [
      'sum(a{x="1"})',
      'sum(a{x="2"})',
      { what: "query", from: 'sum(a{x="1"})', to: 'sum(a{x="2"})' },
    ],
    ["sum(a) > 1", "sum(a) < 1", { what: "query", from: "sum(a) > 1", to: "sum(a) < 1" }],
  ])("%s and %s are reported with the part that differs", (from, to, fact) => {
    expect(queryFacts(from, to)).toEqual([fact]);
  });
});

it("reads an alert's declared unit from its description", () => {
  const rules = alertRulesOf(alertGroups(context));
  const limited = Object.entries(DEFAULT_POLICIES).filter(([, policy]) => "limit" in policy);
  const read = limited.map(([name]) => {
    const description = rules.find(({ alert }) => alert === name)?.annotations.description;
    return [name, unitOf(description)];
  });
  const declared = new Map<string, string | undefined>(
    [...alertConditions(context)].map(([name, [condition]]) => [name, condition?.unit]),
  );
  expect(read).toEqual(limited.map(([name]) => [name, declared.get(name)]));
});

describe("fields", () => {
  const told = (from: unknown, to: unknown) => fieldDiffs(from, to).flatMap(fieldFact);

  it("in lists are compared by the items' names", () => {
    const [from, to] = [
      [{ name: "a", x: 1 }, { name: "b" }],
      [{ name: "b" }, { name: "a", x: 2 }],
    ];
    expect(told({ list: from }, { list: to })).toEqual([{ what: "list.a.x", from: "1", to: "2" }]);
  });

  it("that are lists of words are reported by added, removed and reordered words", () => {
    expect(told({ verbs: ["get", "list"] }, { verbs: ["get", "watch"] })).toEqual([
      { what: "verbs -list, +watch" },
    ]);
    expect(told({ verbs: ["get", "list"] }, { verbs: ["list", "get"] })).toEqual([
      { what: "verbs in another order" },
    ]);
  });

  it("are truncated in the middle if they are long", () => {
    const text = shortened("x".repeat(500));
    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).toContain(" … ");
  });

  it.each([
    [["password"], "hunter2", "[hidden]"],
    [["env", "DATABASE_PASSWORD"], "hunter2", "[hidden]"],
    [["env", "VEHICLE_API_URL"], "https://api.example", "https://api.example"],
    [["slack", "api_url"], "https://hooks.example/T0/B0", "[hidden]"],
    [["security", "admin_password"], "$__file{/etc/secrets/x}", "$__file{/etc/secrets/x}"],
    [["env", "PASSWORD_FILE"], "/etc/secrets/x", "/etc/secrets/x"],
    [
      ["args", "--redis.addr"],
      "redis://user:hunter2@redis:6379",
      "redis://user:[hidden]@redis:6379",
    ],
    [["automountServiceAccountToken"], false, "false"],
    [["env"], { name: "API_TOKEN", value: "hunter2" }, '{"name":"API_TOKEN","value":"[hidden]"}'],
  ])("at %j are shown without secrets", (path, value, text) => {
    expect(shown(path, value)).toBe(text);
  });

  it("that are secret are only reported as changed", () => {
    expect(told({ password: "hunter2" }, { password: "hunter3" })).toEqual([
      { what: "password changed" },
    ]);
  });
});

describe("texts", () => {
  it("are reported with the first lines that differ, without values of secret keys", () => {
    const [from, to] = ["a\npassword: hunter2\nb\nc\nd\n", "a\npassword: hunter3\nB\nC\nd\n"];
    expect(textFacts("redis.conf", from, to)).toEqual([
      { what: "redis.conf: -password: [hidden], -b, -c, 3 more lines" },
    ]);
  });

  it.each([
    ["requirepass hunter2\nport 1\n", "requirepass hunter3\nport 1\n"],
    ["api_url: hunter2\n", "api_url: hunter3\n"],
    ["-----BEGIN PRIVATE KEY-----\nhunter2\n", "-----BEGIN PRIVATE KEY-----\nhunter3\n"],
    ["url = redis://a:hunter2@b\n", "url = redis://a:hunter3@b\n"],
  ])("do not show the secrets in %j", (from, to) => {
    const facts = textFacts("file", from, to);
    expect(facts).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toContain("hunter");
  });

  it("that are sentences are compared by whole words", () => {
    expect(sentenceFacts("summary", "The limit is 5%.", "The limit is 7%.")).toEqual([
      { what: "summary", from: '"5%."', to: '"7%."' },
    ]);
    expect(sentenceFacts("summary", "It is slow.", "It is very slow.")).toEqual([
      { what: "summary", from: '"is"', to: '"is very"' },
    ]);
  });
});
