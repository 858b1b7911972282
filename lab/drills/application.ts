import { urlOf } from "../cluster/layout";
import { UpstreamsControl } from "../upstreams/client";
import { nothing, together } from "./background";
import type { Claims, Drill, Undo } from "./drill";
import { scaled, stuttering } from "./faults/kubernetes";
import { renamed } from "./faults/postgres";
import { chatting, dealing, flood, people, strayRequest, wrongPassword } from "./faults/requests";
import { MISSED_SOON } from "./settings";
import { shared } from "./shared";

/** All tables except those of users and deals, without which nobody would get as far as a negotiation. */
const LOST = [
  "vehicles",
  "favorites",
  "negotiation_sessions",
  "deal_evaluations",
  "loan_applications",
] as const;

const lostTables = shared(async () => together(people(15), await renamed(...LOST)));

/** Slower than the alert's limit, and faster than the backend's timeout. */
const SLOW_ANSWER_MS = 7_000;

/** Only people who wait for the language model, so that their requests are most of the traffic. */
const slowModel = shared(async () => {
  const chat = await chatting(30);
  await upstreams().order("llm", { mode: "stall", delayMs: SLOW_ANSWER_MS });
  return together(async () => {
    await upstreams().order("llm", { mode: "ok" });
  }, chat);
});

const upstreams = () => new UpstreamsControl(urlOf("upstreams"));

/** Makes one of the upstreams misbehave while people go on using everything. */
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

/** What people need when they use the backend. */
const FOR_PEOPLE = ["backend", "PostgreSQL", "Redis"] as const;
/** What people disturb when they use everything. */
const BY_PEOPLE = ["few requests", "sign-ups and deals", "few statements"] as const;

const lostTablesDrill = {
  fault: "a migration fails: tables are missing while people use the backend",
  uses: [...FOR_PEOPLE, "language model", "vehicle API", "no flood"],
  disturbs: [...BY_PEOPLE, "failing answers", "PostgreSQL", "slow statements"],
  cause: lostTables,
} as const;

const nobodyDrill = {
  // The people before and after the fault need the backend, too.
  reads: ["sign-ups and deals", "symptoms", ...FOR_PEOPLE],
  disturbs: ["sign-ups and deals"],
  settings: MISSED_SOON,
  normally: shared(() => Promise.resolve(dealing(1))),
  // Nothing has to be done: the fault is the absence of people. Sharing it keeps them away until the last alert has
  // been delivered.
  cause: shared(nothing),
} as const satisfies Partial<Drill>;

/** Requests that wait for the model are most of the traffic, and put little load on anything else. */
const slowModelDrill = {
  fault: "the language model takes seven seconds for each answer",
  uses: [...FOR_PEOPLE, "processor", "language model", "few requests", "no flood"],
  disturbs: [...BY_PEOPLE, "language model", "slow answers"],
  cause: slowModel,
} as const;

const FAILING = ["failing answers", "symptoms"] as const;

/** The alerts on objectives, and the other alerts that the same faults fire. */
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

/** What goes away with the backend: everything that is measured in it, and everything that people do through it. */
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
    // It does not become ready again without them.
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
    // Among so many quick answers, the share of slow and failing ones is small.
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
    // Hashing a password takes time, whether it is correct or not.
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
    // Searches fail, too: people have to be notified of that, and that it is over.
    reads: ["vehicle API", "symptoms"],
    uses: FOR_PEOPLE,
    disturbs: [...BY_PEOPLE, "vehicle API", "failing answers", "slow answers"],
    cause: () => upstream("vehicle-api", { mode: "fail", status: 503 }),
  },
  {
    alert: "ExternalAPISlow",
    fault: "the vehicle API takes one and a half seconds for each answer",
    reads: ["vehicle API"],
    // While people wait for the model, they send the vehicle API too few requests.
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
