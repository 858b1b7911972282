import { backend as m } from "../service/metrics/catalog";
import { recordedBuckets, recordedRate, type RecordedRate } from "./promql/recordedRate";

/*
 * The rates that panels read from recordings instead of each pod's series: every histogram, and counters with many
 * series. Each recording keeps only the labels that its panels show or filter by.
 *
 * Counters with few series whose sums over an hour or a day people take as exact are not here: a recording knows
 * nothing of the time before it existed, nor of the time when Prometheus was away.
 */

const BACKEND = "backend";

export const requests = recordedRate(m.http_requests_total, BACKEND, ["method", "route", "status"]);
export const requestSeconds = recordedBuckets(m.http_request_duration_seconds, BACKEND, [
  "method",
  "route",
]);
export const requestBytes = recordedBuckets(m.http_request_size_bytes, BACKEND, ["route"]);
export const responseBytes = recordedBuckets(m.http_response_size_bytes, BACKEND, ["route"]);

export const statements = recordedRate(m.autodealgenie_db_queries_total, BACKEND, ["operation"]);
export const failedStatements = recordedRate(m.autodealgenie_db_query_errors_total, BACKEND);
export const statementSeconds = recordedBuckets(
  m.autodealgenie_db_query_duration_seconds,
  BACKEND,
  ["table"],
);
export const cacheSeconds = recordedBuckets(
  m.autodealgenie_cache_operation_duration_seconds,
  BACKEND,
  ["operation"],
);

export const searchSeconds = recordedBuckets(
  m.autodealgenie_vehicle_search_duration_seconds,
  BACKEND,
  ["search_type"],
);
export const apiSeconds = recordedBuckets(m.autodealgenie_external_api_duration_seconds, BACKEND, [
  "api_name",
]);
export const llmSeconds = recordedBuckets(m.autodealgenie_llm_request_duration_seconds, BACKEND, [
  "model",
]);
export const loanSeconds = recordedBuckets(
  m.autodealgenie_loan_processing_duration_seconds,
  BACKEND,
);
export const negotiationSeconds = recordedBuckets(
  m.autodealgenie_negotiation_duration_seconds,
  BACKEND,
);

/** All recorded rates. */
export const RECORDED_RATES: readonly RecordedRate[] = [
  requests,
  requestSeconds,
  requestBytes,
  responseBytes,
  statements,
  failedStatements,
  statementSeconds,
  cacheSeconds,
  searchSeconds,
  apiSeconds,
  llmSeconds,
  loanSeconds,
  negotiationSeconds,
];
