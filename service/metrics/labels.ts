/** The four states of a deal, in the order in which it can pass through them. */
export const DEAL_STATUSES = ["pending", "in_progress", "completed", "cancelled"] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];

/** Why a sign-in or a token was refused. */
export const AUTH_FAILURES = ["bad_credentials", "inactive", "bad_token"] as const;
export type AuthFailure = (typeof AUTH_FAILURES)[number];

export const SEARCH_TYPES = ["search", "recommendation", "comparison"] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

/** Who speaks in a negotiation; nothing plays the dealer yet. */
export const NEGOTIATION_ROLES = ["user", "agent", "dealer_sim"] as const;
export type NegotiationRole = (typeof NEGOTIATION_ROLES)[number];

export const LOAN_STATUSES = [
  "draft",
  "submitted",
  "pre_approved",
  "approved",
  "rejected",
  "completed",
] as const;
export type LoanStatus = (typeof LOAN_STATUSES)[number];

/** The operation of a statement; `other` is DDL and session control. */
export const DB_OPERATIONS = ["select", "insert", "update", "delete", "other"] as const;
export type DbOperation = (typeof DB_OPERATIONS)[number];

/**
 * The tables that a statement can name first, with the operations on each; `none` if it names no table. Each
 * combination begins at 0, which is why no others are listed.
 */
export const DB_STATEMENTS = {
  users: ["select", "insert"],
  deals: ["select", "insert", "update", "delete"],
  refresh_tokens: ["select", "insert", "update", "delete"],
  vehicles: ["select"],
  favorites: ["select", "insert", "delete"],
  deal_evaluations: ["select", "insert", "update"],
  negotiation_sessions: ["select", "insert", "update"],
  negotiation_messages: ["select", "insert"],
  loan_applications: ["select", "insert", "update"],
  outbox: ["select", "insert", "delete"],
  subscriptions: ["select", "insert", "delete"],
  webhook_deliveries: ["select", "insert", "update", "delete"],
  none: ["select", "insert", "other"],
} as const satisfies Readonly<Record<string, readonly DbOperation[]>>;
export type DbTable = keyof typeof DB_STATEMENTS;
/** The tables that the worker's statements name first. */
export const WORKER_TABLES = ["subscriptions", "webhook_deliveries", "none"] as const;
export const DB_TABLES = Object.keys(DB_STATEMENTS) as readonly DbTable[];
/** The tables that the backend's statements name first. */
export const BACKEND_TABLES = DB_TABLES.filter((table) => table !== "webhook_deliveries");

/** `active`: lent to a request; `idle`: open and free; `waiting`: requests that queue for a connection. */
export const POOL_STATES = ["active", "idle", "waiting"] as const;

/**
 * The collections in MongoDB, with the operations on each. Each combination begins at 0, which is why no others are
 * listed.
 */
export const MONGODB_OPERATIONS = {
  searches: ["find", "count", "insert", "delete"],
  preferences: ["find", "update", "delete"],
  llm_answers: ["find", "count", "insert"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type MongodbCollection = keyof typeof MONGODB_OPERATIONS;
export const MONGODB_COLLECTIONS = Object.keys(MONGODB_OPERATIONS) as readonly MongodbCollection[];
export const MONGODB_OPERATION_NAMES = ["find", "count", "insert", "update", "delete"] as const;
export type MongodbOperation = (typeof MONGODB_OPERATION_NAMES)[number];

/** The caches in Redis. */
export const CACHES = ["deal", "car_search", "deal_evaluation"] as const;
export type CacheName = (typeof CACHES)[number];

export const CACHE_OPERATIONS = ["get", "set", "delete"] as const;
export type CacheOperation = (typeof CACHE_OPERATIONS)[number];

export const EXTERNAL_APIS = ["vehicle_api"] as const;
export type ExternalApi = (typeof EXTERNAL_APIS)[number];
export const EXTERNAL_OUTCOMES = ["success", "error"] as const;
/**
 * `http`: a non-success status; `rate_limit`: a 429; `bad_answer`: a success with an unexpected body; `circuit_open`:
 * not sent at all, because too many earlier requests had failed.
 */
export const EXTERNAL_ERRORS = [
  "timeout",
  "connection",
  "http",
  "rate_limit",
  "bad_answer",
  "circuit_open",
] as const;
export type ExternalError = (typeof EXTERNAL_ERRORS)[number];

export const PROMPT_TYPES = ["negotiation", "deal_evaluation", "car_recommendation"] as const;
export type PromptType = (typeof PROMPT_TYPES)[number];
export const TOKEN_TYPES = ["prompt", "completion"] as const;
/**
 * `auth`: 401 or 403; `rate_limit`: a 429; `timeout`: no complete answer in time; `api`: any other status or no
 * connection; `parse`: a success with an unexpected body.
 */
export const LLM_ERRORS = ["auth", "rate_limit", "timeout", "api", "parse"] as const;
export type LlmErrorKind = (typeof LLM_ERRORS)[number];

/** The topics that the worker reads. */
export const CONSUMED_TOPICS = ["deals", "notifications"] as const;

/** `failed`: not accepted this time; `forbidden`: not sent, because we may not connect to its address. */
export const WEBHOOK_OUTCOMES = ["delivered", "failed", "forbidden"] as const;

/** The routes that machines call at regular intervals. Ratios of users' requests leave them out. */
export const MACHINE_ROUTES = ["/health", "/ready", "/metrics"] as const;
