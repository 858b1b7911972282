import type { Notification } from "../../../lab/receivers/notification";
import { gapsIn, OF_ONE } from "./gaps";
import { rowsOf } from "./rows";
import { schedule, trialGroup } from "./schedule";
import { trialTable } from "./table";
import { heard, sumOf } from "./verdict";
import { runRuleTest } from "../ruleTest";

const args = { count: 2, from: 600, everySeconds: 120, lastingSeconds: 300 };

describe("trial rules", () => {
  const group = trialGroup(schedule(args));
  const fires = [{}];

  it.each([
    ["before it", "Trial001", "9m", []],
    ["during it", "Trial001", "12m", fires],
    ["after it", "Trial001", "16m", []],
    ["during the second one", "Trial002", "16m", fires],
  ] as const)("fire only during their scheduled time: %s, %s", (_, alert, at, fires) => {
    runRuleTest({
      groups: [group as never],
      series: { 'up{job="backend",instance="a"}': "1x30" },
      at,
      alert,
      fires,
    });
  });

  it("do not fire if the backend is not scraped", () => {
    runRuleTest({
      groups: [group as never],
      series: { 'up{job="other"}': "1x30" },
      at: "12m",
      alert: "Trial001",
      fires: [],
    });
  });
});

let id = 0;
function arrival(
  receiver: "pagerduty" | "slack",
  kind: "trigger" | "resolve",
  alertname: string,
  second: number,
): Notification {
  return {
    id: ++id,
    receivedAt: new Date(second * 1000).toISOString(),
    receiver,
    channel: null,
    kind,
    alertnames: [alertname],
    summary: alertname,
    body: receiver === "pagerduty" ? { dedup_key: alertname } : {},
  };
}

/** All notifications of one incident, each once. */
const whole = (name: string, from: number): Notification[] => [
  arrival("pagerduty", "trigger", name, from),
  arrival("slack", "trigger", name, from),
  arrival("pagerduty", "resolve", name, from + 60),
  arrival("slack", "resolve", name, from + 60),
];

describe("incident statistics", () => {
  const planned = schedule(args);
  const count = (arrived: readonly Notification[]) => sumOf(heard(planned, arrived));

  it("report only the count and the slowest page if every notification arrives once", () => {
    const told = [...whole("Trial001", 604), ...whole("Trial002", 727.5)];
    expect(count(told)).toEqual({
      incidents: 2,
      missed: 0,
      pagedAgain: 0,
      unresolved: 0,
      slowestSeconds: 7.5,
    });
  });

  it("count incidents without any notification or without a page as missed and unresolved", () => {
    expect(count([])).toMatchObject({ missed: 2, unresolved: 2 });
    const onlyPosted = whole("Trial001", 604).filter(({ receiver }) => receiver === "slack");
    expect(count([...onlyPosted, ...whole("Trial002", 724)])).toMatchObject({
      missed: 1,
      unresolved: 1,
    });
  });

  it("distinguish a repeated page from a resent one", () => {
    const sentAgain = arrival("pagerduty", "trigger", "Trial001", 610);
    const [first, ...others] = whole("Trial001", 604);
    expect(count([first!, sentAgain, ...others])).toMatchObject({ pagedAgain: 0 });
    const again = [...whole("Trial001", 604), ...whole("Trial001", 700)];
    expect(count(again)).toMatchObject({ pagedAgain: 1 });
  });

  it("list the times of repeated Slack notifications", () => {
    const told = (arrived: readonly Notification[]) =>
      heard(planned, arrived).map(({ repeats }) => repeats);
    const twice = [...whole("Trial001", 604), ...whole("Trial001", 700)];
    expect(told([...twice, ...whole("Trial002", 724)])).toEqual([[700, 760], []]);
  });
});

it("the statistics of each phase cover only what happened during it", () => {
  const planned = schedule(args);
  const [first, second] = planned;
  const all = heard(planned, [
    ...whole("Trial001", 604),
    ...whole("Trial001", 700),
    ...whole("Trial002", 724),
  ]);
  const asked = [610, 730].map((from) => ({ from, to: from + 1 }));
  const gaps = [{ series: "a", from: 740, to: 770 }];
  const phases = [
    { name: "before", from: first!.begins },
    { name: "after", from: second!.begins },
  ];
  const [before, after] = rowsOf(phases, { planned, all, asked, gaps });
  expect(before).toMatchObject({ name: "before", postedAgain: 1, asked: [asked[0]], gaps: [] });
  expect(after).toMatchObject({ name: "after", postedAgain: 1, asked: [asked[1]], gaps });
  expect([before!.sum, after!.sum]).toMatchObject([
    { incidents: 1, pagedAgain: 1 },
    { incidents: 1, pagedAgain: 0 },
  ]);
});

describe("a gap", () => {
  const at = (series: string, ...times: readonly number[]) =>
    times.map((time) => ({ series, time }));

  it("is reported if a series misses more scrapes than a replica change explains", () => {
    const samples = [...at("a", 0, 5, 20, 40, 45), ...at("b", 30, 0, 10, 20)];
    expect(gapsIn(samples, 5)).toEqual([{ series: "a", from: 20, to: 40 }]);
  });

  it("is reported if more than one scrape of a single server is missing", () => {
    const gaps = gapsIn(at("a", 0, 10, 25, 30), 5, OF_ONE);
    expect(gaps).toEqual([{ series: "a", from: 10, to: 25 }]);
  });

  it("is not reported before a series begins or after it ends", () => {
    expect(gapsIn([...at("a", 0, 5), ...at("b", 100, 105)], 5)).toEqual([]);
  });
});

it("the table has a line for each fault and names those that could not be caused", () => {
  const sum = sumOf(heard(schedule(args), []));
  const asked = [
    { from: 1, to: 2 },
    { from: 2, to: 3, why: "ECONNREFUSED" },
  ];
  const gaps = [{ series: "a", from: 1, to: 31 }];
  const absent = [{ name: "kill -9 the object storage", of: "minio", pods: 1 }];
  const lines = trialTable([{ name: "no fault", sum, postedAgain: 3, asked, gaps }], absent).split(
    "\n",
  );
  expect(lines[0]).toMatch(/^fault +incidents +missed +paged again/);
  expect(lines[1]).toMatch(/^no fault +2 +2 +0 +3 +2 +0\.0 s +2 +1 +1 +30\.0 s$/);
  expect(lines[2]).toBe(
    "kill -9 the object storage: not caused, for there is not 1 of minio here.",
  );
});
