import type { Duration } from "../../signals/promql/units";
import type { ScenariosByAlert, Scenario } from "./scenario";

/** A sample every five minutes: 12 per hour, 288 per day. */
const interval = "5m";

const signUps = (pod: string) =>
  `autodealgenie_user_signups_total{job="backend",pod="${pod}",instance="${pod}:8000"}`;

const lowUserSignupRate: readonly Scenario[] = [
  {
    title: "fires once for all pods when nobody signed up in a day",
    series: { [signUps("a")]: "0x330", [signUps("b")]: "7x330" },
    interval,
    at: "27h",
    fires: [{}],
    says: {
      summary: "Hardly anyone signs up.",
      description:
        "0 users signed up in the last 24h, although the service was running; at least 1 should.",
    },
  },
  {
    title: "waits until the service has run for a day and two more hours",
    series: { [signUps("a")]: "0x330" },
    interval,
    at: "26h",
    fires: [],
  },
  {
    title: "stays quiet while the service is younger than a day",
    // Prometheus was already running, but did not scrape the backend.
    series: { [signUps("a")]: "_x100 0x300", 'up{job="prometheus"}': "1x400" },
    interval,
    at: "32h",
    fires: [],
  },
  {
    title: "fires even if no single pod is a day old",
    series: {
      [signUps("a")]: "0x100 stale",
      [signUps("b")]: "_x100 0x100 stale",
      [signUps("c")]: "_x200 0x130",
    },
    interval,
    at: "27h",
    fires: [{}],
  },
  {
    title: "stays quiet with one sign-up in the day",
    case: "just below the limit",
    series: { [signUps("a")]: "0x100 1x230", [signUps("b")]: "0x330" },
    interval,
    at: "27h",
    fires: [],
  },
  {
    title: "counts the sign-ups of a deleted pod",
    series: { [signUps("a")]: "0x100 1x50 stale", [signUps("b")]: "_x140 0x190" },
    interval,
    at: "27h",
    fires: [],
  },
  {
    title: "counts sign-ups from before a process restart",
    case: "restarted counter",
    series: { [signUps("a")]: "0x60 1x60 0x210" },
    interval,
    at: "27h",
    fires: [],
  },
  {
    title: "stays quiet after the service was down for most of the day",
    series: { [signUps("a")]: "0x30 _x270 0x60" },
    interval,
    at: "29h",
    fires: [],
  },
];

const deals = (pod: string, status = "pending") =>
  `autodealgenie_deals_created_total{job="backend",pod="${pod}",status="${status}"}`;
const none = { [deals("a")]: "0x800", [deals("a", "completed")]: "0x800", [deals("b")]: "0x800" };

/** A time after midnight of the first day. */
const time = (hours: number, minutes: number): Duration => `${hours * 60 + minutes}m`;

// The first day of the series is Thursday, 1 January 1970. Working hours are Monday to Friday, 9 to 17.
const noDealsCreated: readonly Scenario[] = [
  {
    title: "fires once when a morning went by without a deal",
    series: none,
    interval,
    at: time(13, 40),
    fires: [{}],
    says: {
      summary: "Nobody creates deals during working hours.",
      description:
        "0 deals were created in the last 4h, all of them working hours; there should be at least 1.",
    },
  },
  {
    title: "stays quiet early in the morning after a night without deals",
    series: none,
    interval,
    at: time(9, 40),
    fires: [],
  },
  {
    title: "stays quiet while part of its window is before working hours",
    series: none,
    interval,
    at: time(12, 55),
    fires: [],
  },
  { title: "waits half an hour", series: none, interval, at: time(13, 25), fires: [] },
  { title: "stops firing after working hours", series: none, interval, at: time(17, 5), fires: [] },
  {
    title: "stays quiet with one deal in the window",
    case: "just below the limit",
    series: { ...none, [deals("b", "in_progress")]: "0x130 1x100" },
    interval,
    at: time(13, 40),
    fires: [],
  },
  {
    title: "counts deals from before a process restart",
    case: "restarted counter",
    series: { [deals("a")]: "3x125 4x5 0x100" },
    interval,
    at: time(13, 40),
    fires: [],
  },
  {
    title: "stays quiet while the service is younger than the window",
    series: { [deals("a")]: "_x132 0x100" },
    interval,
    at: "14h",
    fires: [],
  },
];

const NOTHING_IS_THE_FAULT = { "no traffic": "that nothing happens is what it tells of" };

export const businessScenarios = {
  LowUserSignupRate: { scenarios: lowUserSignupRate, cannotBe: NOTHING_IS_THE_FAULT },
  NoDealsCreated: { scenarios: noDealsCreated, cannotBe: NOTHING_IS_THE_FAULT },
} satisfies ScenariosByAlert;
