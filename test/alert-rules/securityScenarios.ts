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
    title: "fires when most of the attempts are rejected, though they are fewer",
    series: { [refused()]: "0+54x30", [succeeded()]: "0+18x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Too many sign-ins or tokens are rejected.",
      description: "900m/s are rejected, 75% of all attempts; the limits are 5/s and 50%.",
    },
  },
  {
    title: "fires when nothing ever succeeded",
    series: { [refused()]: "0+66x30" },
    at: "20m",
    fires: [{}],
  },
  {
    title: "stays one alert while it passes from one reason to the other",
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
    title: "stays quiet at five refusals a second, fewer than half",
    case: "just below the limit",
    series: { [refused()]: "0+300x30", [succeeded()]: "0+360x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet at exactly half of the attempts",
    series: { [refused()]: "0+60x30", [succeeded()]: "0+60x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet at less than one attempt a second, nine tenths of them refused",
    series: { [refused()]: "0+53x100", [succeeded()]: "0+5x100" },
    at: "90m",
    fires: [],
  },
  ...[20, 5, 1, 0.6].flatMap((perMinute): readonly Scenario[] => [
    {
      title: `fires when ${perMinute} sign-ins a minute are refused and none succeeds`,
      series: { [refused()]: `0+${perMinute}x360`, [succeeded()]: "80x360" },
      at: "75m",
      fires: [{}],
    },
    {
      title: `does so for hours at ${perMinute} a minute, where none ever succeeded`,
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
    title: "goes on while the many who tried become few",
    series: { [refused()]: "0+120x60 7200+2x120", [succeeded()]: "0x180" },
    at: "75m",
    fires: [{}],
  },
  {
    title: "stays quiet at some typos in a night in which nobody else comes",
    series: { [refused()]: "0x30 0+1x8 8x60 8+1x7 15x120", [succeeded()]: "40x240" },
    at: "115m",
    fires: [],
  },
  {
    title: "stays quiet at a thousand wrong guesses an hour beside those who get in",
    series: {
      [refused()]: "0+17x240",
      [succeeded()]: "0x19 1x19 2x19 3x19 4x19 5x19 6x19 7x19",
    },
    at: "130m",
    fires: [],
  },
  {
    title: "stays quiet at a forgotten tab whose token is refused all night",
    series: { [refused("bad_token")]: "0+20x360", [succeeded()]: "80x360" },
    at: "300m",
    fires: [],
  },
  {
    title: "ends when somebody gets in",
    series: { [refused()]: "0+20x120", [succeeded()]: "0x90 1x30" },
    at: "93m",
    fires: [],
  },
  {
    title: "stays quiet without attempts, where the share is 0/0",
    case: "no traffic",
    series: { [refused()]: "900x30", [succeeded()]: "80x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "takes a restarted process's counters for no refusals",
    case: "restarted counter",
    series: { [refused()]: "90000+6x10 0+6x20", [succeeded()]: "9000+90x10 0+90x20" },
    at: "25m",
    fires: [],
  },
];

export const securityScenarios = {
  HighAuthenticationFailureRate: { scenarios, cannotBe: {} },
} satisfies ScenariosByAlert;
