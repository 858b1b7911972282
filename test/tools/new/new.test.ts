import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

import { ProjectCopy } from "../../support/projectCopy";

const ROOT = join(__dirname, "../../..");

let copy: ProjectCopy;

beforeAll(() => {
  copy = new ProjectCopy("new-");
  copy.run("git", ["init", "--quiet"]);
  copy.run("git", ["add", "--all"]);
});

afterAll(() => copy.remove());

const make = (...words: readonly string[]) => copy.program("tools/new/cli.ts", ...words);
const changed = () => copy.run("git", ["status", "--porcelain"]).said;

const METRIC = "autodealgenie_tow_trucks_called_total";
const IMAGE = "ghcr.io/example/queue-exporter:v1.2.0";

const STEPS: readonly (readonly string[])[] = [
  ["metric", METRIC],
  ["alert", "TowTrucksOften", "--metric", METRIC, "--group", "business", "--severity", "info"],
  ["dashboard", "towTrucks", "--metric", METRIC],
  ["metric", "autodealgenie_towing_seconds"],
  ["alert", "TowingSlow", "--metric", "autodealgenie_towing_seconds", "--group", "backend"],
  ["dashboard", "towing", "--metric", "autodealgenie_towing_seconds"],
  ["server", "queue-exporter", "--image", IMAGE, "--port", "9419"],
  ["metric", "queue_messages", "--of", "queue-exporter"],
  ["alert", "QueueLong", "--metric", "queue_messages", "--group", "infrastructure"],
  ["dashboard", "queue", "--metric", "queue_messages"],
];

it("writes files that compile and pass all checks and tests, and writes nothing the second time", () => {
  for (const step of STEPS) {
    expect(make(...step)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^(new|changed) /m),
    });
    const written = changed();
    expect(make(...step)).toMatchObject({
      status: 0,
      said: expect.stringContaining(" exists already. Nothing was written."),
    });
    expect(changed()).toBe(written);
  }

  // oxlint also checks types.
  expect(copy.bin("oxlint")).toMatchObject({ status: 0 });
  expect(copy.bin("oxfmt", "--check")).toMatchObject({ status: 0 });
  expect(copy.program("lab/reference/cli.ts")).toEqual({ status: 0, said: "" });
  for (const stack of ["dev", "prod"]) {
    expect(copy.program("tools/check/cli.ts", stack)).toEqual({
      status: 0,
      said: expect.stringContaining("no mistakes"),
    });
  }
  const tests = [
    ["test/alert-rules/scenarios.test.ts", "test/docs/runbooks.test.ts"],
    ["test/dashboards/towTrucks", "test/dashboards/towing", "test/dashboards/queue"],
    ["test/service/towTrucksCalled", "test/service/towing", "test/docs/runbookCommands"],
  ].flat();
  const names = "TowTrucksOften|TowingSlow|QueueLong|draws the value|is exposed";
  const { status, said } = copy.bin("jest", ...tests, "-t", names);
  expect({ status, said: status === 0 ? "" : said }).toEqual({ status: 0, said: "" });
  expect(said).toMatch(/ [4-9]\d passed/);
});

it("writes the missing files after an interruption", () => {
  copy.run("rm", ["docs/runbooks/QueueLong.md"]);
  expect(make(...STEPS[8]!).said).toMatch(/^new +docs\/runbooks\/QueueLong\.md\n\nNext:/);
});

it.each([
  [["metric", "Lockouts"], '"Lockouts" cannot be the name of a metric.'],
  [["metric", "lockouts_total"], '"lockouts_total" does not start with autodealgenie_'],
  [["metric", "http_requests_total", "--of", "nothing"], "There is no scrape job nothing."],
  [
    ["metric", "autodealgenie_auth_failures_total"],
    "autodealgenie_auth_failures_total exists already",
  ],
  [
    ["alert", "HighErrorRate", "--metric", METRIC, "--group", "backend"],
    "HighErrorRate exists already",
  ],
  [
    ["alert", "HighErrorrate", "--metric", METRIC, "--group", "backend"],
    "only in upper and lower case",
  ],
  [
    ["alert", "lockouts", "--metric", METRIC, "--group", "backend"],
    "cannot be the name of an alert",
  ],
  [["alert", "TooMany", "--metric", "tow", "--group", "backend"], "declares the metric tow."],
  [["alert", "TooMany", "--metric", METRIC, "--group", "trucks"], "Allowed choices are backend"],
  [["alert", "TooMany", "--group", "backend"], "required option '--metric <name>'"],
  [["dashboard", "monitoring", "--metric", METRIC], "monitoring exists already"],
  [["dashboard", "my-own", "--metric", METRIC], '"my-own" cannot be the name of a dashboard.'],
  [
    ["server", "redis-exporter", "--image", IMAGE, "--port", "9121"],
    "redis-exporter exists already",
  ],
  [["server", "own", "--image", "own", "--port", "9121"], '"own" is not an image'],
  [["server", "own", "--image", IMAGE, "--port", "80"], "from 1024 to 65535"],
  [["sever", "own"], "Did you mean server?"],
] as const)("rejects %j without writing anything", (words, cause) => {
  const before = changed();
  const { status, said } = make(...words);
  expect(said).toContain(cause);
  expect(said.trim().split("\n")).toHaveLength(2);
  expect(status).toBe(1);
  expect(changed()).toBe(before);
});

it("rejects a name whose skeleton was already filled in", () => {
  appendFileSync(copy.path("docs/runbooks/TowingSlow.md"), "More is known now.\n");
  expect(make(...STEPS[4]!)).toMatchObject({
    status: 1,
    said: expect.stringContaining("TowingSlow exists already in docs/runbooks/TowingSlow.md"),
  });
});

it("no file in the project has a placeholder left to fill in", () => {
  const found = execFileSync("git", ["grep", "-lI", "--untracked", "Fill in:"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const allowed = /^(tools\/new\/|test\/tools\/new\/|docs\/adding\.md$)/;
  expect(
    found
      .trim()
      .split("\n")
      .filter((file) => !allowed.test(file)),
  ).toEqual([]);
});
