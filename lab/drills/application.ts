import { urlOf } from "../cluster/layout";
import { UpstreamsControl } from "../upstreams/client";
import { nothing, together } from "./background";
import type { Claims, Drill, Undo } from "./drill";
import { scaled, stuttering } from "./faults/kubernetes";
import { renamed } from "./faults/postgres";
import { chatting, dealing, flood, people, strayRequest, wrongPassword } from "./faults/requests";
import { MISSED_SOON } from "./settings";
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

/** What people need who use the backend. */
const FOR_PEOPLE = ["backend", "PostgreSQL", "Redis"] as const;
/** What people disturb who use everything. */
const BY_PEOPLE = ["few requests", "sign-ups and deals", "few statements"] as const;

const lostTablesDrill = {
  fault: "a migration fails: tables are missing while people use the backend",
  uses: [...FOR_PEOPLE, "language model", "vehicle API", "no flood"],
  disturbs: [...BY_PEOPLE, "failing answers", "PostgreSQL", "slow statements"],
  cause: lostTables,
} as const;

const nobodyDrill = {
  // Those who come before and after it need the backend, too.
  reads: ["sign-ups and deals", "symptoms", ...FOR_PEOPLE],
  disturbs: ["sign-ups and deals"],
  settings: MISSED_SOON,
  normally: shared(() => Promise.resolve(dealing(1))),
  // Nothing has to be done for it. That it is shared keeps people away until the last alert was told.
  cause: shared(nothing),
} as const satisfies Partial<Drill>;

/** Who waits for it is most of all there are, and asks little of anything else. */
const slowModelDrill = {
  fault: "the language model takes seven seconds for each answer",
  uses: [...FOR_PEOPLE, "processor", "language model", "few requests", "no flood"],
  disturbs: [...BY_PEOPLE, "language model", "slow answers"],
  cause: slowModel,
} as const;

const FAILING = ["failing answers", "symptoms"] as const;

/** The alerts on objectives, and those that the same faults are about. */
export const objectiveDrills: readonly Drill[] = [
  { alert: "HighAPILatency", reads: ["slow answers", "symptoms"], ...slowModelDrill },
  { alert: "LatencyBudgetBurn", reads: ["slow answers"], ...slowModelDrill },
  { alert: "SlowRequestBudgetBurn", reads: ["slow answers"], ...slowModelDrill },
  { alert: "LLMSlow", reads: ["language model"], ...slowModelDrill },
  { alert: "HighErrorRate", reads: FAILING, ...lostTablesDrill },
  { alert: "VehicleSearchFailing", reads: FAILING, ...lostTablesDrill },
  { alert: "NegotiationFailing", reads: FAILING, ...lostTablesDrill },
  { alert: "AvailabilityBudgetBurn", reads: ["failing answers"], ...lostTablesDrill },
];

/** What is gone with the backend: all that is measured in it, and all that people do through it. */
const OF_BACKEND: Claims["disturbs"] = [
  "backend",
  "backend's containers",
  "event loop",
  "failing answers",
  "slow answers",
  "no flood",
  "sign-ins",
  "sign-ups and deals",
  "symptoms",
  "language model",
  "vehicle API",
];

/** The other alerts on the application. */
export const applicationDrills: readonly Drill[] = [
  {
    alert: "ServiceDown",
    fault: "no pod of the backend is left",
    reads: ["targets"],
    // It is not ready again without them.
    uses: ["PostgreSQL", "Redis"],
    disturbs: [],
    lingers: ["targets", ...OF_BACKEND],
    cause: () => scaled("deployment/backend", "autodealgenie", 0),
  },
  {
    alert: "HighRequestRate",
    fault: "somebody sends 150 requests a second",
    reads: ["no flood"],
    uses: ["backend", "processor"],
    // Beside so many quick answers the slow and the wrong ones are few.
    disturbs: ["few requests", "no flood", "processor"],
    cause: () => Promise.resolve(flood(150, strayRequest)),
  },
  {
    alert: "EventLoopLagHigh",
    fault: "the backend's processes are stopped for 350 ms of each half second",
    reads: ["event loop"],
    uses: ["processor"],
    disturbs: ["event loop", "backend", "backend's containers"],
    cause: () => stuttering("backend", 350),
  },
  {
    alert: "HighAuthenticationFailureRate",
    fault: "somebody tries twelve passwords a second",
    reads: ["sign-ins"],
    uses: FOR_PEOPLE,
    // What a password is hashed for takes time, whether it is right or not.
    disturbs: ["sign-ins", "few requests", "few statements", "processor"],
    cause: () => Promise.resolve(flood(12, wrongPassword)),
  },
  {
    alert: "LLMFailing",
    fault: "the language model answers 500",
    reads: ["language model"],
    uses: FOR_PEOPLE,
    disturbs: [...BY_PEOPLE, "language model", "failing answers", "slow answers"],
    cause: () => upstream("llm", { mode: "fail", status: 500 }),
  },
  {
    alert: "ExternalAPIFailing",
    fault: "the vehicle API answers 503",
    // Searches fail with it, of which people are to hear, and of the end.
    reads: ["vehicle API", "symptoms"],
    uses: FOR_PEOPLE,
    disturbs: [...BY_PEOPLE, "vehicle API", "failing answers", "slow answers"],
    cause: () => upstream("vehicle-api", { mode: "fail", status: 503 }),
  },
  {
    alert: "ExternalAPISlow",
    fault: "the vehicle API takes one and a half seconds for each answer",
    reads: ["vehicle API"],
    // People who wait for the model ask it for too little.
    uses: [...FOR_PEOPLE, "language model"],
    disturbs: [...BY_PEOPLE, "vehicle API"],
    cause: () => upstream("vehicle-api", { mode: "stall", delayMs: 1_500 }),
  },
  {
    alert: "LowUserSignupRate",
    fault: "nobody signs up",
    ...nobodyDrill,
  },
  {
    alert: "NoDealsCreated",
    fault: "nobody creates a deal, at any hour",
    ...nobodyDrill,
  },
];
