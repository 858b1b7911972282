import type { Logger } from "pino";

import type { Config } from "../config";
import { LlmAudit } from "../llmAnswers/audit";
import type { Metrics } from "../metrics/metrics";
import { UserPreferences } from "../preferences/repository";
import { SearchHistory } from "../searches/history";
import { Watch } from "../unavailable";
import { ExpiringRecords } from "./expiring";
import { MongoStore } from "./store";

/** Everything that is kept in MongoDB; empty if the stack has none. */
interface KeptRecords {
  readonly store?: MongoStore;
  readonly history?: SearchHistory;
  readonly preferences?: UserPreferences;
  readonly audit?: LlmAudit;
}

/** Creates the store and everything that is kept in it, without connecting yet. */
export function keptRecords(
  { mongodb, llm }: Pick<Config, "mongodb" | "llm">,
  metrics: Metrics,
  logger: Logger,
): KeptRecords {
  if (mongodb === undefined) return {};
  const store = new MongoStore(mongodb, metrics, new Watch("mongodb", logger));
  const { searchesKeptDays, answersKeptDays } = mongodb;
  return {
    store,
    history: new SearchHistory(new ExpiringRecords(store, "searches", searchesKeptDays, logger)),
    preferences: new UserPreferences(store),
    audit: new LlmAudit(
      new ExpiringRecords(store, "llm_answers", answersKeptDays, logger),
      llm?.model ?? "",
    ),
  };
}
