import { urlOf } from "../cluster/layout";
import { UpstreamsControl } from "../upstreams/client";
import { nothing, together } from "./background";
import type { Drill, Undo } from "./drill";
import { scaled, stuttering } from "./faults/kubernetes";
import { renamed } from "./faults/postgres";
import { chatting, flood, people, strayRequest, wrongPassword } from "./faults/requests";
import { ADJUSTED } from "./settings";
import { shared } from "./shared";

/** All but users and deals, without which people would not come as far as a negotiation. */
const LOST = [
  "vehicles",
  "favorites",
  "negotiation_sessions",
  "deal_evaluations",
  "loan_applications",
] as const;

const lostTables = shared(async () => together(people(15), await renamed(...LOST)));

/** Slower than the alert's limit, and faster than the backend gives up. */
const SLOW_ANSWER_MS = 7_000;

/** Nothing but people who wait for the language model: their requests are most of all there are. */
const slowModel = shared(async () => {
  const chat = await chatting(30);
  await upstreams().order("llm", { mode: "stall", delayMs: SLOW_ANSWER_MS });
  return together(async () => {
    await upstreams().order("llm", { mode: "ok" });
  }, chat);
});

const upstreams = () => new UpstreamsControl(urlOf("upstreams"));

/** What one of the upstreams does while people go on using everything. */
async function upstream(
  api: "llm" | "vehicle-api",
  fault: Parameters<UpstreamsControl["order"]>[1],
): Promise<Undo> {
  await upstreams().order(api, fault);
  const stop = people(12);
  return together(async () => {
    await upstreams().order(api, { mode: "ok" });
  }, stop);
}

const lostTablesDrill = {
  fault: "a migration goes wrong: tables are gone while people use the backend",
  takes: ["its answers", "PostgreSQL", "language model", "vehicle API"],
  cause: lostTables,
} as const;

const nobodyDrill = {
  takes: ["its people"],
  settings: ADJUSTED,
  normally: shared(() => Promise.resolve(people(10))),
  // Nothing has to be done for it. That it is shared keeps people away until the last alert was told.
  cause: shared(nothing),
} as const;

const slowModelDrill = {
  fault: "the language model takes seven seconds for each answer",
  takes: ["its answers", "its people", "language model", "PostgreSQL"],
  cause: slowModel,
} as const;

/** The alerts on objectives, and those that the same faults are about. */
export const objectiveDrills: readonly Drill[] = [
  { alert: "HighAPILatency", ...slowModelDrill },
  { alert: "LatencyBudgetBurn", ...slowModelDrill },
  { alert: "SlowRequestBudgetBurn", ...slowModelDrill },
  { alert: "LLMSlow", ...slowModelDrill },
  { alert: "HighErrorRate", ...lostTablesDrill },
  { alert: "VehicleSearchFailing", ...lostTablesDrill },
  { alert: "NegotiationFailing", ...lostTablesDrill },
  { alert: "AvailabilityBudgetBurn", ...lostTablesDrill },
];

/** The other alerts on the application. */
export const applicationDrills: readonly Drill[] = [
  {
    alert: "ServiceDown",
    fault: "no pod of the backend is left",
    takes: ["backend", "its answers", "its people", "language model", "vehicle API", "targets"],
    cause: () => scaled("deployment/backend", "autodealgenie", 0),
  },
  {
    alert: "HighRequestRate",
    fault: "somebody sends 150 requests a second",
    // Beside so many quick answers the slow and the wrong ones are few.
    takes: ["backend", "its answers", "processor"],
    cause: () => Promise.resolve(flood(150, strayRequest)),
  },
  {
    alert: "EventLoopLagHigh",
    fault: "the backend's processes are kept from running for 350 ms of each half second",
    takes: ["backend", "its answers", "processor"],
    cause: () => stuttering("backend", 350),
  },
  {
    alert: "HighAuthenticationFailureRate",
    fault: "somebody tries twelve passwords a second",
    takes: ["its people", "backend"],
    cause: () => Promise.resolve(flood(12, wrongPassword)),
  },
  {
    alert: "LLMFailing",
    fault: "the language model answers 500",
    takes: ["language model", "its answers"],
    cause: () => upstream("llm", { mode: "fail", status: 500 }),
  },
  {
    alert: "ExternalAPIFailing",
    fault: "the vehicle API answers 503",
    takes: ["vehicle API", "its answers"],
    cause: () => upstream("vehicle-api", { mode: "fail", status: 503 }),
  },
  {
    alert: "ExternalAPISlow",
    fault: "the vehicle API takes one and a half seconds for each answer",
    // People who wait for the model ask it for too little.
    takes: ["vehicle API", "language model"],
    cause: () => upstream("vehicle-api", { mode: "stall", delayMs: 1_500 }),
  },
  {
    alert: "LowUserSignupRate",
    fault: "nobody signs up",
    ...nobodyDrill,
  },
  {
    alert: "NoDealsCreated",
    fault: "nobody makes a deal, at any hour",
    ...nobodyDrill,
  },
];
