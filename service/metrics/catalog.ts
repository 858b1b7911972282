import {
  counter,
  defineMetrics,
  gauge,
  histogram,
  OPEN,
  sometimes,
  type Kind,
  type Labels,
  type Spec,
} from "./define";
import {
  AUTH_FAILURES,
  CACHE_OPERATIONS,
  BACKEND_TABLES,
  CACHES,
  CONSUMED_TOPICS,
  DB_OPERATIONS,
  DB_STATEMENTS,
  DB_TABLES,
  DEAL_STATUSES,
  EXTERNAL_APIS,
  EXTERNAL_ERRORS,
  EXTERNAL_OUTCOMES,
  LLM_ERRORS,
  LOAN_STATUSES,
  MONGODB_COLLECTIONS,
  MONGODB_OPERATION_NAMES,
  NEGOTIATION_ROLES,
  POOL_STATES,
  PROMPT_TYPES,
  SEARCH_TYPES,
  TOKEN_TYPES,
  WEBHOOK_OUTCOMES,
  WORKER_TABLES,
  type DbTable,
} from "./labels";

// 0.5 and 2 are limits of the service's objectives, and 2 also of an alert: a quantile cannot tell the two sides of a
// limit apart unless the limit is a bound. Every route has all of these bounds, so below the limits, where nothing is
// promised, a factor of 4 or 5 is enough.
const REQUEST_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10];
const QUERY_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const CACHE_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1];
const UPSTREAM_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60];
const HUMAN_SECONDS = [10, 30, 60, 120, 300, 600, 1800, 3600, 14400];
/** Reason for series that only exist in stacks with a language model. */
const WITHOUT_MODEL = "the stack asks no language model";
// Up to 1 MiB, the largest body that the service accepts. Only a few bounds, because every route has them twice and
// only the order of magnitude matters.
const BYTES = [256, 4096, 65_536, 1_048_576];

/** MongoDB is optional as well: without it there are no series, and with it all begin at 0. */
function ofMongodb<K extends Kind, V extends Labels>(spec: Spec<K, V>): Spec<K, V> {
  return { ...sometimes("the stack has no MongoDB", spec, { of: "mongodb" }), begins: [] };
}

const statementsOn = (tables: readonly DbTable[]) =>
  tables.flatMap((table) => DB_STATEMENTS[table].map((operation) => ({ operation, table })));

/** Reason for series that only exist in stacks with Kafka. */
const WITHOUT_KAFKA = "the stack has no Kafka";

/** The metrics of any process that queries PostgreSQL; series begin for the tables that it names. */
const database = (tables: readonly DbTable[]) =>
  ({
    autodealgenie_db_query_duration_seconds: histogram(
      "Duration of a statement, without the wait for a connection.",
      QUERY_SECONDS,
      {
        operation: DB_OPERATIONS,
        table: DB_TABLES,
      },
      statementsOn(tables),
    ),
    autodealgenie_db_queries_total: counter(
      "Statements sent to PostgreSQL, including those that got no connection.",
      {
        operation: DB_OPERATIONS,
        table: DB_TABLES,
      },
      statementsOn(tables),
    ),
    autodealgenie_db_query_errors_total: counter(
      "Statements that failed or got no connection.",
      { operation: DB_OPERATIONS, table: DB_TABLES },
      statementsOn(tables),
    ),
  }) as const;

/**
 * Every metric that the backend exposes. The service registers exactly these, and dashboards and alert rules can use no
 * others: a name, a label or a value that is not here does not compile.
 */
export const backend = defineMetrics({
  http_requests_total: counter("HTTP requests answered.", {
    method: OPEN,
    route: OPEN,
    status: OPEN,
  }),
  http_request_duration_seconds: histogram(
    "Time from a request's first byte to the end of its answer.",
    REQUEST_SECONDS,
    { method: OPEN, route: OPEN },
  ),
  http_request_size_bytes: histogram("Size of request bodies, for methods that have one.", BYTES, {
    method: OPEN,
    route: OPEN,
  }),
  http_response_size_bytes: histogram("Size of response bodies.", BYTES, {
    method: OPEN,
    route: OPEN,
  }),
  http_requests_in_flight: gauge("HTTP requests being handled."),

  autodealgenie_app_info: gauge("Version and environment of the running process: always 1.", {
    version: OPEN,
    environment: OPEN,
  }),

  autodealgenie_deals_created_total: counter("Deals created.", { status: DEAL_STATUSES }),
  autodealgenie_deals: gauge(
    "Deals that exist. Every replica reports the same value, so take max().",
    { status: DEAL_STATUSES },
  ),
  autodealgenie_user_signups_total: counter("Users who signed up."),
  autodealgenie_active_users: gauge(
    "Users who made an authenticated request in the last 15 minutes. Every replica reports the same value, so take max().",
  ),
  autodealgenie_auth_success_total: counter("Sign-ins that succeeded."),
  autodealgenie_auth_failures_total: counter("Sign-ins and tokens that were rejected.", {
    reason: AUTH_FAILURES,
  }),

  autodealgenie_vehicle_searches_total: counter("Vehicle searches.", { search_type: SEARCH_TYPES }),
  autodealgenie_vehicle_search_duration_seconds: histogram(
    "Duration of a vehicle search.",
    UPSTREAM_SECONDS,
    { search_type: SEARCH_TYPES },
  ),
  autodealgenie_active_searches: gauge("Vehicle searches in progress."),
  autodealgenie_negotiation_sessions_total: counter("Negotiations started."),
  autodealgenie_negotiation_messages_total: counter("Messages in negotiations.", {
    role: NEGOTIATION_ROLES,
  }),
  autodealgenie_negotiation_duration_seconds: histogram(
    "Time from a negotiation's start until it is completed or cancelled.",
    HUMAN_SECONDS,
  ),
  autodealgenie_active_negotiation_sessions: gauge(
    "Open negotiations. Every replica reports the same value, so take max().",
  ),
  autodealgenie_loan_applications_total: counter(
    "Statuses that loan applications have reached, including the initial one.",
    {
      status: LOAN_STATUSES,
    },
  ),
  autodealgenie_loan_processing_duration_seconds: histogram(
    "Time to calculate a loan, its offers, or a step of an application, until the response.",
    REQUEST_SECONDS,
  ),

  ...database(BACKEND_TABLES),
  autodealgenie_db_pool_connections: gauge("Connections in this process's pool.", {
    state: POOL_STATES,
  }),
  autodealgenie_db_pool_max_connections: gauge(
    "Maximum number of connections in this process's pool.",
  ),

  autodealgenie_mongodb_operation_duration_seconds: ofMongodb(
    histogram(
      "Duration of an operation on MongoDB, including the wait for a connection.",
      QUERY_SECONDS,
      {
        collection: MONGODB_COLLECTIONS,
        operation: MONGODB_OPERATION_NAMES,
      },
    ),
  ),
  autodealgenie_mongodb_operation_errors_total: ofMongodb(
    counter(
      "Operations on MongoDB that failed, were rejected, or were not started because it was unavailable.",
      {
        collection: MONGODB_COLLECTIONS,
        operation: MONGODB_OPERATION_NAMES,
      },
    ),
  ),
  autodealgenie_mongodb_up: ofMongodb(gauge("1 if the process can reach MongoDB, 0 if not.")),
  autodealgenie_mongodb_pool_connections: ofMongodb(
    gauge("Connections to MongoDB in this process's pool.", { state: POOL_STATES }),
  ),
  autodealgenie_mongodb_pool_max_connections: ofMongodb(
    gauge("Maximum number of connections to MongoDB in this process's pool."),
  ),
  autodealgenie_outbox_events: sometimes(
    WITHOUT_KAFKA,
    gauge("Events waiting to be published. Every replica reports the same value, so take max()."),
    { of: "kafka" },
  ),
  autodealgenie_outbox_age_seconds: sometimes(
    WITHOUT_KAFKA,
    gauge(
      "Age of the oldest event waiting to be published, 0 if there is none. Every replica reports the same value, so take max().",
    ),
    { of: "kafka" },
  ),
  autodealgenie_outbox_published_total: sometimes(
    WITHOUT_KAFKA,
    counter("Events that the brokers have confirmed."),
    { of: "kafka" },
  ),

  autodealgenie_cache_hits_total: counter("Cache lookups that found a value.", {
    cache_name: CACHES,
  }),
  autodealgenie_cache_misses_total: counter("Cache lookups that found none.", {
    cache_name: CACHES,
  }),
  autodealgenie_cache_operation_duration_seconds: histogram(
    "Duration of a cache operation.",
    CACHE_SECONDS,
    { operation: CACHE_OPERATIONS, cache_name: CACHES },
  ),

  autodealgenie_external_api_requests_total: counter("Requests to external APIs.", {
    api_name: EXTERNAL_APIS,
    status: EXTERNAL_OUTCOMES,
  }),
  autodealgenie_external_api_duration_seconds: histogram(
    "Duration of a request to an external API.",
    UPSTREAM_SECONDS,
    { api_name: EXTERNAL_APIS },
  ),
  autodealgenie_external_api_errors_total: counter("Failed requests to external APIs.", {
    api_name: EXTERNAL_APIS,
    error_type: EXTERNAL_ERRORS,
  }),

  autodealgenie_llm_requests_total: sometimes(
    WITHOUT_MODEL,
    counter(
      "Requests to the language model that have finished. Each counts once, however often it was retried.",
      {
        model: OPEN,
        prompt_type: PROMPT_TYPES,
      },
    ),
    { of: "languageModel" },
  ),
  autodealgenie_llm_tokens_used_total: sometimes(
    WITHOUT_MODEL,
    counter("Tokens that the language model charged for, from every response that states them.", {
      model: OPEN,
      token_type: TOKEN_TYPES,
    }),
    { of: "languageModel" },
  ),
  autodealgenie_llm_request_duration_seconds: sometimes(
    WITHOUT_MODEL,
    histogram(
      "Time until a request to the language model is answered or given up, including retries and the pauses between them.",
      UPSTREAM_SECONDS,
      { model: OPEN },
    ),
    { of: "languageModel" },
  ),
  autodealgenie_llm_errors_total: sometimes(
    WITHOUT_MODEL,
    counter(
      "Requests to the language model without a usable answer, for which the fixed rules answered instead, by the last failure. Never more than requests.",
      {
        model: OPEN,
        error_type: LLM_ERRORS,
      },
    ),
    { of: "languageModel" },
  ),
});

/** The metrics that only the worker has. */
export const workerOwn = defineMetrics({
  autodealgenie_kafka_up: gauge("1 if the process can reach Kafka, 0 if not."),
  autodealgenie_consumer_lag_seconds: sometimes(
    "the worker does not get through to Kafka",
    gauge(
      "Age of the oldest unprocessed message, 0 if there is none. Missing while Kafka cannot be reached.",
      { topic: CONSUMED_TOPICS },
    ),
    { while: "autodealgenie_kafka_up" },
  ),
  autodealgenie_webhook_attempts_total: counter("Attempts to send a webhook.", {
    outcome: WEBHOOK_OUTCOMES,
  }),
  autodealgenie_webhook_duration_seconds: histogram(
    "Time until an attempt to send a webhook is answered or given up.",
    UPSTREAM_SECONDS,
  ),
  autodealgenie_webhook_dead_letters_total: counter(
    "Notifications that were given up and written to the dead-letter topic.",
  ),
});

/** Every metric that the worker exposes: its own, and those of any process that queries PostgreSQL. */
export const worker = { ...workerOwn, ...defineMetrics(database(WORKER_TABLES)) };
