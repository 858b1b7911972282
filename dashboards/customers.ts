import { activeUsers } from "../signals/business";
import { loanStatusesPerHour, loanTime } from "../signals/loans";
import {
  activeNegotiations,
  messageRate,
  negotiationFailures,
  negotiationsPerHour,
  negotiationTime,
  RAISED_NEGOTIATION_FAILURES,
} from "../signals/negotiations";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { dashboard, lines, stat, trace } from "./grafana";

const AWAY = "The backend does not answer";

export const customers = ({ policies }: DashboardContext) =>
  dashboard(PLACES.customers, {
    title: "Customers, Negotiations and Loans",
    description: "What signed-in users do on the way to a deal, for product owners.",
    tags: ["business", "negotiations", "loans"],
    refresh: "30s",
    from: "now-6h",
    rows: [
      ["activeUsers", "activeNegotiations"],
      {
        title: "Negotiations",
        rows: [
          ["negotiationsBegun", "negotiationFailures"],
          ["messages", "negotiationTime"],
        ],
      },
      { title: "Loans", rows: [["loanApplications", "loanTime"]] },
    ],
    next: lead("Does the backend answer?", PLACES.systemOverview, "errorRate"),
    leads: {
      negotiationFailures: [
        lead("Does the language model fail?", PLACES.languageModel, "failures"),
        lead("Does the database fail?", PLACES.dataServices, "queryErrors"),
      ],
      negotiationTime: [lead("Is the language model slow?", PLACES.languageModel, "time")],
      loanTime: [lead("Is the event loop blocked?", PLACES.application, "eventLoopLag")],
    },
    panels: {
      activeUsers: stat({
        title: "Active Users",
        description: activeUsers.description,
        empty: "The backend or Redis does not answer",
        trace: trace(activeUsers, () => "users"),
      }),
      activeNegotiations: stat({
        title: "Open Negotiations",
        description: activeNegotiations.description,
        empty: "The backend or its database does not answer",
        trace: trace(activeNegotiations, () => "negotiations"),
      }),
      negotiationFailures: lines({
        title: "Negotiation Failure Rate",
        description: negotiationFailures.ratio.description,
        empty: "Nobody negotiates",
        traces: [trace(negotiationFailures.ratio, () => "5xx")],
        levels: { raised: RAISED_NEGOTIATION_FAILURES, high: policies.NegotiationFailing.limit },
      }),
      negotiationsBegun: lines({
        title: "Negotiations Started (per hour)",
        description: negotiationsPerHour.description,
        empty: AWAY,
        traces: [trace(negotiationsPerHour, () => "negotiations")],
      }),
      messages: lines({
        title: "Negotiation Messages (per second)",
        description: messageRate.description,
        empty: AWAY,
        traces: [trace(messageRate, ({ role }) => role)],
      }),
      negotiationTime: lines({
        title: "Negotiation Duration (24h)",
        description: "The duration of the negotiations that ended in the last 24 hours.",
        empty: "None ended in the last 24 hours",
        traces: [
          trace(negotiationTime(0.5), () => "p50"),
          trace(negotiationTime(0.95), () => "p95"),
        ],
      }),
      loanApplications: lines({
        title: "Loan Applications (per hour)",
        description: loanStatusesPerHour.description,
        empty: AWAY,
        traces: [trace(loanStatusesPerHour, ({ status }) => status)],
      }),
      loanTime: lines({
        title: "Loan Processing Time",
        description: "The time to calculate a loan, its offers or a step of an application.",
        empty: "No loans are calculated",
        traces: [trace(loanTime(0.5), () => "p50"), trace(loanTime(0.95), () => "p95")],
      }),
    },
  });
