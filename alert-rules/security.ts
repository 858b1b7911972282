import { authFailureRatio, MOST_REFUSED, tooManyRefused } from "../signals/auth";
import { panel, PLACES } from "../signals/places";
import { perSecond } from "../signals/promql/units";
import { alert } from "./alert";
import { percentText, shareOf } from "./text";

export const securityAlerts = [
  alert("HighAuthenticationFailureRate", {
    policy: { limit: perSecond(5), window: "5m", for: "10m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: tooManyRefused(limit, window),
      component: "security",
      summary: () => "Too many sign-ins or tokens are rejected.",
      description: (_, value) =>
        `${value} are rejected, ${shareOf(authFailureRatio.query(window))} of all attempts; the limits are ${limit.value}/s and ${percentText(MOST_REFUSED)}.`,
      view: panel(PLACES.businessMetrics, "authFailures"),
    }),
  }),
];
