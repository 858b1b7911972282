import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { z } from "zod";

import { createApp } from "./app";
import { AccessTokens } from "./auth/accessTokens";
import { Admission } from "./auth/admission";
import { AuthCookies } from "./auth/cookies";
import { authEndpoints } from "./auth/endpoints";
import { RefreshTokens } from "./auth/refreshTokens";
import type { Config } from "./config";
import { Database } from "./db/database";
import { Schema } from "./db/schema";
import { dealEndpoints } from "./deals/endpoints";
import { Deals } from "./deals/repository";
import { Deal } from "./deals/schemas";
import { evaluationEndpoints } from "./evaluations/endpoints";
import { Evaluations } from "./evaluations/repository";
import { Evaluation } from "./evaluations/schemas";
import { favoriteEndpoints } from "./favorites/endpoints";
import { Favorites } from "./favorites/repository";
import { healthEndpoints } from "./health/endpoints";
import { ScrapeGauges } from "./health/gauges";
import { endpoint, type Endpoint } from "./http/endpoint";
import { beginAtZero } from "./http/measure";
import { openApi } from "./http/openapi";
import { LlmClient, noLlm } from "./llm/llm";
import { loanEndpoints } from "./loans/endpoints";
import { LoanApplications } from "./loans/repository";
import { Outbox } from "./messaging/outbox";
import { Publisher } from "./messaging/publisher";
import { backend } from "./metrics/catalog";
import { instrument } from "./metrics/registry";
import { llmAnswerEndpoints } from "./llmAnswers/endpoints";
import { preferenceEndpoints } from "./preferences/endpoints";
import { searchEndpoints } from "./searches/endpoints";
import { keptRecords } from "./mongodb/records";
import { negotiationEndpoints } from "./negotiations/endpoints";
import { Negotiations } from "./negotiations/repository";
import { version } from "./package.json";
import { ActiveUsers } from "./redis/activeUsers";
import { Cache } from "./redis/cache";
import { RateLimiter } from "./redis/rateLimiter";
import { RedisStore } from "./redis/store";
import { HttpServer } from "./server";
import { subscriptionEndpoints } from "./subscriptions/endpoints";
import { Subscriptions } from "./subscriptions/repository";
import { readIdentity, watchIdentity, type Identity } from "./tls";
import { Watch } from "./unavailable";
import { UpstreamClient } from "./upstream/client";
import { Users } from "./users/repository";
import { Catalogue } from "./vehicles/catalogue";
import { vehicleEndpoints } from "./vehicles/endpoints";
import { Market } from "./vehicles/market";
import { Found } from "./vehicles/schemas";
import { VehicleSearch } from "./vehicles/search";

export interface Service {
  /** The port that it listens on. */
  readonly port: number;
  /** Stops as on SIGTERM: unready, drained, closed. Safe to call twice. */
  stop(): Promise<void>;
}

// The cars for sale change slowly, and each request to the vehicle API costs money.
const SEARCH_KEPT_SECONDS = 15 * 60;

/**
 * Builds the service and starts it. It listens at once, whether or not PostgreSQL and Redis are there; they may come
 * and go at any time.
 */
export async function startService(config: Config, logger: Logger): Promise<Service> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = instrument(backend, registry);
  const { environment, limits } = config;
  metrics.autodealgenie_app_info.set(1, { version, environment });

  const database = new Database(config.database, metrics, new Watch("postgresql", logger));
  const schema = new Schema(database, logger);
  const store = new RedisStore(config.redis, new Watch("redis", logger));
  const limiter = new RateLimiter(store);
  const activeUsers = new ActiveUsers(store);
  // Without Kafka nothing is written to an outbox, because nothing would ever empty it.
  const outbox = config.kafka && new Outbox();
  const deals = new Deals(database, outbox);
  const negotiations = new Negotiations(database, outbox);
  const publisher =
    config.kafka &&
    outbox &&
    new Publisher({
      kafka: config.kafka,
      database,
      outbox,
      metrics,
      watch: new Watch("kafka", logger),
    });
  const accessTokens = new AccessTokens(config.jwtSecret);
  const admission = new Admission({
    tokens: accessTokens,
    limiter,
    activeUsers,
    metrics,
    perHour: limits.apiPerHour,
  });
  const vehicleApi = new UpstreamClient({ api: "vehicle_api", metrics, logger });
  const search = new VehicleSearch({
    catalogue: new Catalogue(database),
    market: config.vehicleApi && new Market(config.vehicleApi, vehicleApi),
    cache: new Cache(store, metrics, "car_search", Found, SEARCH_KEPT_SECONDS),
    metrics,
  });

  const dealCache = new Cache(store, metrics, "deal", Deal);
  const evaluationCache = new Cache(store, metrics, "deal_evaluation", Evaluation);
  const llm = config.llm ? new LlmClient(config.llm, metrics, new Watch("llm", logger)) : noLlm;
  const kept = keptRecords(config, metrics, logger);
  const { audit } = kept;
  const llmFor = (userId: string) => (audit && config.llm ? audit.of(llm, userId) : llm);

  let stopping = false;
  const endpoints: readonly Endpoint[] = [
    ...authEndpoints({
      users: new Users(database),
      accessTokens,
      refreshTokens: new RefreshTokens(database),
      cookies: new AuthCookies(config.cookieSecure),
      limiter,
      metrics,
      failuresPer15Min: limits.authPer15Min,
    }),
    ...dealEndpoints({ deals, cache: dealCache, evaluations: evaluationCache, metrics }),
    ...evaluationEndpoints({
      deals,
      evaluations: new Evaluations(database),
      cache: evaluationCache,
      llmFor,
    }),
    ...vehicleEndpoints({
      search,
      limiter,
      perHour: limits.searchPerHour,
      llmFor,
      history: kept.history,
    }),
    ...searchEndpoints(kept.history),
    ...preferenceEndpoints(kept.preferences),
    ...llmAnswerEndpoints(audit),
    ...favoriteEndpoints(new Favorites(database)),
    ...negotiationEndpoints({ negotiations, deals, dealCache, llmFor, metrics }),
    ...subscriptionEndpoints(config.kafka && new Subscriptions(database)),
    ...loanEndpoints({ applications: new LoanApplications(database), metrics }),
    ...healthEndpoints({
      own: {
        shutdown: () => (stopping ? Promise.reject(new Error("stopping")) : Promise.resolve()),
        // Once it is up to date it stays so, whatever happens to PostgreSQL.
        schema: () => (schema.ready ? Promise.resolve() : Promise.reject(new Error("old"))),
      },
      shared: {
        postgresql: () => database.query("SELECT 1"),
        redis: () => store.run((redis) => redis.ping()),
      },
      gauges: new ScrapeGauges({
        metrics,
        database,
        deals,
        negotiations,
        activeUsers,
        mongodb: kept.store,
        outbox,
      }),
      registry,
    }),
    endpoint({
      method: "get",
      path: "/openapi.json",
      summary: "This description.",
      tag: "health",
      needsDatabase: false,
      success: { status: 200, schema: z.record(z.string(), z.unknown()) },
      handle: () => Promise.resolve(document),
    }),
  ];
  const document = openApi(endpoints, version);
  beginAtZero(metrics, endpoints);

  const app = createApp({
    endpoints,
    guards: { admit: (req) => admission.admit(req), schemaReady: () => schema.ready },
    metrics,
    logger,
    trustProxy: config.trustProxy,
  });
  const identity = config.tls && readIdentity(config.tls);
  const server = new HttpServer(app, identity);
  const port = await server.listen(config.port);
  const unwatch =
    config.tls &&
    identity &&
    watchIdentity(config.tls, identity, renewing(server, logger), (err) =>
      logger.warn(
        { err },
        "the certificate's files cannot be used; the previous certificate stays in use",
      ),
    );
  store.connect();
  kept.store?.connect();
  schema.bringUpToDate();
  publisher?.start();
  logger.info({ port, version, environment, tls: identity !== undefined }, "listening");

  const stop = async () => {
    stopping = true;
    logger.info("stopping");
    llm.stop();
    await server.drain(config.shutdownDelaySeconds * 1000);
    unwatch?.();
    schema.stop();
    await publisher?.stop();
    store.close();
    await Promise.all([database.close(), kept.store?.close()]);
    logger.info("stopped");
  };
  let stopped: Promise<void> | undefined;
  return { port, stop: () => (stopped ??= stop()) };
}

function renewing(server: HttpServer, logger: Logger): (identity: Identity) => void {
  return (identity) => {
    server.renew(identity);
    logger.info("a new certificate is shown");
  };
}
