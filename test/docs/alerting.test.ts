import { readFileSync } from "node:fs";
import { join } from "node:path";

import { BUDGETS } from "../../infra/alert-delivery/budgets";
import { scaledTimes } from "../../infra/rendered-config/times";
import { parseDuration } from "../../signals/promql/duration";
import { SEVERITIES } from "../../alert-rules/policy";

const text = ["alerting", "alert-timing"]
  .map((page) => readFileSync(join(__dirname, `../../docs/${page}.md`), "utf8"))
  .join("\n");
const TIMES = scaledTimes(1);

/** The cells of the table row that starts with a given cell. */
function row(first: string): readonly string[] {
  const line = text.split("\n").find((each) => each.startsWith(`| ${first} `));
  if (line === undefined)
    throw new Error(`Neither docs/alerting.md nor docs/alert-timing.md has a row for ${first}.`);
  return line.split("|").map((cell) => cell.trim());
}

/** The durations in a text, in milliseconds: `23 h 55 min`, `every 4 hours`, `every minute`, `once a day`. */
function timesIn(words: string): readonly number[] {
  const unit = { s: "s", min: "m", minute: "m", h: "h", hour: "h", day: "d" };
  const found = words.matchAll(
    /((?:\d+ (?:min|h|s)(?: |$))*(\d+|every|a) (s|min|minute|h|hour|day))s?\b/g,
  );
  return [...found].map(([, all = ""]) =>
    [...all.matchAll(/(\d+|every|a) (minute|min|hour|h|day|s)\b/g)].reduce(
      (sum, [, number = "", name = ""]) =>
        sum + parseDuration(`${Number(number) || 1}${unit[name as keyof typeof unit]}`),
      0,
    ),
  );
}

describe("docs/alerting.md and docs/alert-timing.md match the deployed", () => {
  it.each([
    ["`group_wait`", ["groupWait"]],
    ["`group_interval`", ["groupInterval"]],
    ["`group_interval` of several", ["clusterGroupInterval"]],
    ["`group_interval` of `info`", ["infoGroupInterval"]],
    ["`repeat_interval`", ["criticalRepeat", "warningRepeat"]],
    ["`repeat_interval` of `info`", ["infoRepeat"]],
    ["`repeat_interval` of Watchdog", ["watchdogRepeat"]],
    ["`resolve_timeout`", ["resolveTimeout"]],
  ] as const)("%s", (setting, names) => {
    const [, , here = ""] = row(setting);
    const told = here.split(", ").flatMap(timesIn);
    expect(told).toEqual(names.map((name) => parseDuration(TIMES[name])));
  });

  it.each([
    ['`severity="critical"`', "criticalRepeat"],
    ['`severity="warning"`', "warningRepeat"],
    ['`severity="info"`', "infoGroupInterval"],
    ["`Watchdog`", "watchdogGroupInterval"],
    ["anything else", "warningRepeat"],
  ] as const)("repeat interval for %s", (alert, name) => {
    const [, , , , again = ""] = row(alert);
    expect(timesIn(again)).toEqual([parseDuration(TIMES[name])]);
  });

  it.each(SEVERITIES)("budget for %s", (severity) => {
    const [, , may = ""] = row(`\`${severity}\``);
    expect(timesIn(may)).toEqual([BUDGETS[severity].allowed]);
    expect(may.includes("window")).toBe(!BUDGETS[severity].holdsWindow);
  });

  it("delays before a notification", () => {
    const ms = (name: keyof typeof TIMES) => parseDuration(TIMES[name]);
    expect(timesIn(row("`scrape`")[2]!)).toEqual([ms("scrapeInterval") + ms("scrapeTimeout")]);
    expect(timesIn(row("`evaluation`")[2]!)).toEqual([ms("evaluationInterval")]);
    expect(timesIn(row("`group`")[2]!)).toEqual([ms("groupWait")]);
    expect(timesIn(row("`cluster`")[2]!)).toEqual([ms("peerTimeout")]);
  });
});
