import type { ScenariosByAlert, Scenario } from "./scenario";

const refused = (reason = "bad_credentials", pod = "backend-a") =>
  `autodealgenie_auth_failures_total{job="backend",pod="${pod}",reason="${reason}"}`;
const succeeded = (pod = "backend-a") =>
  `autodealgenie_auth_success_total{job="backend",pod="${pod}"}`;

// Samples are a minute apart: 60 more are one a second.
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
      summary: "Too many sign-ins or tokens are refused.",
      description: "6/s are refused, 30% of all attempts; the limits are 5/s and 50%.",
    },
  },
  {
    title: "fires when most of the attempts are refused, though they are fewer",
    series: { [refused()]: "0+54x30", [succeeded()]: "0+18x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Too many sign-ins or tokens are refused.",
      description: "900m/s are refused, 75% of all attempts; the limits are 5/s and 50%.",
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
    // Until 20m most are refused, from 15m on more than five a second.
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
    title: "stays quiet at less than one attempt a second, all of them refused",
    series: { [refused()]: "0+59x30", [succeeded()]: "0x30" },
    at: "30m",
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
