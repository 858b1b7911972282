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
      "Time a statement takes, without the wait for a connection.",
      QUERY_SECONDS,
      {
        operation: DB_OPERATIONS,
        table: DB_TABLES,
      },
      statementsOn(tables),
    ),
    autodealgenie_db_queries_total: counter(
      "Statements sent to PostgreSQL, and those that got no connection to it.",
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
  http_request_size_bytes: histogram("Size of request bodies, of methods that have one.", BYTES, {
    method: OPEN,
    route: OPEN,
  }),
  http_response_size_bytes: histogram("Size of response bodies.", BYTES, {
    method: OPEN,
    route: OPEN,
  }),
  http_requests_in_flight: gauge("HTTP requests being handled now."),

  autodealgenie_app_info: gauge("What is running: always 1.", { version: OPEN, environment: OPEN }),

  autodealgenie_deals_created_total: counter("Deals created.", { status: DEAL_STATUSES }),
  autodealgenie_deals: gauge(
    "Deals there are now; every replica reports the same, so take max().",
    { status: DEAL_STATUSES },
  ),
  autodealgenie_user_signups_total: counter("Users who signed up."),
  autodealgenie_active_users: gauge(
    "Users who made a signed-in request in the last 15 minutes; every replica reports the same, so take max().",
  ),
  autodealgenie_auth_success_total: counter("Sign-ins that succeeded."),
  autodealgenie_auth_failures_total: counter("Sign-ins and tokens that were refused.", {
    reason: AUTH_FAILURES,
  }),

  autodealgenie_vehicle_searches_total: counter("Vehicle searches.", { search_type: SEARCH_TYPES }),
  autodealgenie_vehicle_search_duration_seconds: histogram(
    "Time a vehicle search takes.",
    UPSTREAM_SECONDS,
    { search_type: SEARCH_TYPES },
  ),
  autodealgenie_active_searches: gauge("Vehicle searches being run now."),
  autodealgenie_negotiation_sessions_total: counter("Negotiations begun."),
  autodealgenie_negotiation_messages_total: counter("Messages in negotiations.", {
    role: NEGOTIATION_ROLES,
  }),
  autodealgenie_negotiation_duration_seconds: histogram(
    "Time from a negotiation's start until it is completed or cancelled.",
    HUMAN_SECONDS,
  ),
  autodealgenie_active_negotiation_sessions: gauge(
    "Negotiations open now; every replica reports the same, so take max().",
  ),
  autodealgenie_loan_applications_total: counter(
    "Statuses that loan applications reached, the first one included.",
    {
      status: LOAN_STATUSES,
    },
  ),
  autodealgenie_loan_processing_duration_seconds: histogram(
    "Time to work out a loan, its offers, or a step of an application, to the answer.",
    REQUEST_SECONDS,
  ),

  ...database(BACKEND_TABLES),
  autodealgenie_db_pool_connections: gauge("Connections of this process's pool.", {
    state: POOL_STATES,
  }),
  autodealgenie_db_pool_max_connections: gauge("Connections this process's pool may open."),

  autodealgenie_mongodb_operation_duration_seconds: ofMongodb(
    histogram(
      "Time an operation on MongoDB takes, with the wait for a connection.",
      QUERY_SECONDS,
      {
        collection: MONGODB_COLLECTIONS,
        operation: MONGODB_OPERATION_NAMES,
      },
    ),
  ),
  autodealgenie_mongodb_operation_errors_total: ofMongodb(
    counter("Operations on MongoDB that failed, were refused, or were not begun as it was away.", {
      collection: MONGODB_COLLECTIONS,
      operation: MONGODB_OPERATION_NAMES,
    }),
  ),
  autodealgenie_mongodb_up: ofMongodb(
    gauge("1 where the process gets through to MongoDB, 0 where it does not."),
  ),
  autodealgenie_mongodb_pool_connections: ofMongodb(
    gauge("Connections to MongoDB of this process's pool.", { state: POOL_STATES }),
  ),
  autodealgenie_mongodb_pool_max_connections: ofMongodb(
    gauge("Connections to MongoDB that this process's pool may open."),
  ),
  autodealgenie_outbox_events: sometimes(
    WITHOUT_KAFKA,
    gauge("Events that wait to be published; every replica reports the same, so take max()."),
    { of: "kafka" },
  ),
  autodealgenie_outbox_age_seconds: sometimes(
    WITHOUT_KAFKA,
    gauge(
      "Age of the oldest event that waits to be published, 0 where none does; every replica reports the same, so take max().",
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
    "Time a cache operation takes.",
    CACHE_SECONDS,
    { operation: CACHE_OPERATIONS, cache_name: CACHES },
  ),

  autodealgenie_external_api_requests_total: counter("Requests to other companies' APIs.", {
    api_name: EXTERNAL_APIS,
    status: EXTERNAL_OUTCOMES,
  }),
  autodealgenie_external_api_duration_seconds: histogram(
    "Time a request to another company's API takes.",
    UPSTREAM_SECONDS,
    { api_name: EXTERNAL_APIS },
  ),
  autodealgenie_external_api_errors_total: counter(
    "Requests to other companies' APIs that failed.",
    { api_name: EXTERNAL_APIS, error_type: EXTERNAL_ERRORS },
  ),

  autodealgenie_llm_requests_total: sometimes(
    WITHOUT_MODEL,
    counter(
      "Questions to the language model that are over: each counts once, however often it was sent.",
      {
        model: OPEN,
        prompt_type: PROMPT_TYPES,
      },
    ),
    { of: "languageModel" },
  ),
  autodealgenie_llm_tokens_used_total: sometimes(
    WITHOUT_MODEL,
    counter("Tokens the language model charged for, of every answer that named them.", {
      model: OPEN,
      token_type: TOKEN_TYPES,
    }),
    { of: "languageModel" },
  ),
  autodealgenie_llm_request_duration_seconds: sometimes(
    WITHOUT_MODEL,
    histogram(
      "Time until a question to the language model is answered or given up, retries and the waits between included.",
      UPSTREAM_SECONDS,
      { model: OPEN },
    ),
    { of: "languageModel" },
  ),
  autodealgenie_llm_errors_total: sometimes(
    WITHOUT_MODEL,
    counter(
      "Questions to the language model that got no usable answer, so that the rules alone answered; by the last failure. Never more than requests.",
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
  autodealgenie_kafka_up: gauge("1 where the process gets through to Kafka, 0 where it does not."),
  autodealgenie_consumer_lag_seconds: sometimes(
    "the worker does not get through to Kafka",
    gauge(
      "Age of the oldest message that is not handled yet, 0 where there is none; nothing while Kafka is not reached.",
      { topic: CONSUMED_TOPICS },
    ),
    { while: "autodealgenie_kafka_up" },
  ),
  autodealgenie_webhook_attempts_total: counter("Webhooks sent, each attempt once.", {
    outcome: WEBHOOK_OUTCOMES,
  }),
  autodealgenie_webhook_duration_seconds: histogram(
    "Time an attempt takes until it is answered or given up.",
    UPSTREAM_SECONDS,
  ),
  autodealgenie_webhook_dead_letters_total: counter(
    "Notifications that were given up, and put into the topic of dead letters.",
  ),
});

/** Every metric that the worker exposes: its own, and those of any process that queries PostgreSQL. */
export const worker = { ...workerOwn, ...defineMetrics(database(WORKER_TABLES)) };
