import type { ScenariosByAlert, Scenario } from "./scenario";

const refused = (reason = "bad_credentials", pod = "backend-a") =>
  `autodealgenie_auth_failures_total{job="backend",pod="${pod}",reason="${reason}"}`;
const succeeded = (pod = "backend-a") =>
  `autodealgenie_auth_success_total{job="backend",pod="${pod}"}`;

// Samples are a minute apart: 60 more are one per second.
const scenarios: readonly Scenario[] = [
  {
    title: "fires once for all reasons and pods together",
    series: {
      [refused()]: "0+200x30",
      [refused("bad_token", "backend-b")]: "0+160x30",
      [succeeded()]: "0+840x30",
    },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Too many sign-ins or tokens are rejected.",
      description: "6/s are rejected, 30% of all attempts; the limits are 5/s and 50%.",
    },
  },
  {
    title: "fires if most attempts are rejected, even at fewer than five per second",
    series: { [refused()]: "0+54x30", [succeeded()]: "0+18x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Too many sign-ins or tokens are rejected.",
      description: "900m/s are rejected, 75% of all attempts; the limits are 5/s and 50%.",
    },
  },
  {
    title: "fires if no attempt ever succeeded",
    series: { [refused()]: "0+66x30" },
    at: "20m",
    fires: [{}],
  },
  {
    title: "keeps firing as a single alert when one limit takes over from the other",
    // Until 20m most are rejected, and from 15m on there are more than five per second.
    series: { [refused()]: "0+66x10 660+400x30", [succeeded()]: "0x10 0+200x10 2000+600x20" },
    at: "28m",
    fires: [{}],
  },
  {
    title: "waits ten minutes",
    series: { [refused()]: "0+600x30", [succeeded()]: "0+60x30" },
    at: "630s",
    fires: [],
  },
  {
    title: "stays quiet at five rejections per second, fewer than half of the attempts",
    case: "just below the limit",
    series: { [refused()]: "0+300x30", [succeeded()]: "0+360x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet if exactly half of the attempts are rejected",
    series: { [refused()]: "0+60x30", [succeeded()]: "0+60x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet below one attempt per second, even if nine in ten are rejected",
    series: { [refused()]: "0+53x100", [succeeded()]: "0+5x100" },
    at: "90m",
    fires: [],
  },
  ...[20, 5, 1, 0.6].flatMap((perMinute): readonly Scenario[] => [
    {
      title: `fires if ${perMinute} sign-ins per minute are rejected and none succeeds`,
      series: { [refused()]: `0+${perMinute}x360`, [succeeded()]: "80x360" },
      at: "75m",
      fires: [{}],
    },
    {
      title: `keeps firing for hours at ${perMinute} rejections per minute if none ever succeeded`,
      series: {
        [refused("bad_credentials", "a")]: `0+${perMinute / 2}x360`,
        [refused("inactive", "b")]: `0+${perMinute / 2}x360`,
      },
      at: "355m",
      fires: [{}],
    },
  ]),
  {
    title: "fires when sign-in breaks in the middle of the day",
    series: { [refused()]: "0+2x120 240+20x60", [succeeded()]: "0+20x120 2400x60" },
    at: "162m",
    fires: [{}],
    says: {
      summary: "Too many sign-ins or tokens are rejected.",
      description: "333.3m/s are rejected, 100% of all attempts; the limits are 5/s and 50%.",
    },
  },
  {
    title: "keeps firing when the many rejected attempts become few",
    series: { [refused()]: "0+120x60 7200+2x120", [succeeded()]: "0x180" },
    at: "75m",
    fires: [{}],
  },
  {
    title: "stays quiet at a few typos in a night without other sign-ins",
    series: { [refused()]: "0x30 0+1x8 8x60 8+1x7 15x120", [succeeded()]: "40x240" },
    at: "115m",
    fires: [],
  },
  {
    title: "stays quiet at a thousand wrong guesses per hour while some sign-ins succeed",
    series: {
      [refused()]: "0+17x240",
      [succeeded()]: "0x19 1x19 2x19 3x19 4x19 5x19 6x19 7x19",
    },
    at: "130m",
    fires: [],
  },
  {
    title: "stays quiet at a forgotten browser tab whose token is rejected all night",
    series: { [refused("bad_token")]: "0+20x360", [succeeded()]: "80x360" },
    at: "300m",
    fires: [],
  },
  {
    title: "resolves when a sign-in succeeds",
    series: { [refused()]: "0+20x120", [succeeded()]: "0x90 1x30" },
    at: "93m",
    fires: [],
  },
  {
    title: "stays quiet without attempts, when the failure ratio is 0/0",
    case: "no traffic",
    series: { [refused()]: "900x30", [succeeded()]: "80x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as rejections",
    case: "restarted counter",
    series: { [refused()]: "90000+6x10 0+6x20", [succeeded()]: "9000+90x10 0+90x20" },
    at: "25m",
    fires: [],
  },
];

export const securityScenarios = {
  HighAuthenticationFailureRate: { scenarios, cannotBe: {} },
} satisfies ScenariosByAlert;
