import type { RequestListener } from "node:http";

import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";

import type { WorkerConfig } from "./config";
import { Database } from "./db/database";
import { Schema } from "./db/schema";
import { Consumption } from "./messaging/consumption";
import { Deliveries } from "./messaging/deliveries";
import { Notifier } from "./messaging/notifier";
import { Relay } from "./messaging/relay";
import { Sending } from "./messaging/sending";
import { CONSUMED, DEALS, NOTIFICATIONS, type Consumed } from "./messaging/topics";
import { worker } from "./metrics/catalog";
import { exposition } from "./metrics/exposition";
import { instrument } from "./metrics/registry";
import { HttpServer } from "./server";
import type { Service } from "./service";
import { Subscriptions } from "./subscriptions/repository";
import { readIdentity, watchIdentity } from "./tls";
import { Watch } from "./unavailable";
import { Addresses } from "./webhooks/addresses";
import { Sender } from "./webhooks/sender";

const HOUR_MS = 3_600_000;

/**
 * Builds the worker and starts it: it reads events of deals and notifies subscribers. PostgreSQL and Kafka may come and
 * go at any time. Over HTTP it serves only `/health` and `/metrics`.
 */
export async function startWorker(config: WorkerConfig, logger: Logger): Promise<Service> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = instrument(worker, registry);
  const { kafka } = config;

  const database = new Database(config.database, metrics, new Watch("postgresql", logger));
  const schema = new Schema(database, logger);
  const subscriptions = new Subscriptions(database);
  const deliveries = new Deliveries(database);
  const sender = new Sender(new Addresses(config.trustedNetworks));
  const sending = new Sending(kafka, "worker");
  const relay = new Relay(subscriptions, sending);
  const { retrySeconds } = config;
  const notifier = new Notifier({
    subscriptions,
    deliveries,
    sender,
    sending,
    metrics,
    logger,
    retrySeconds,
  });
  const consumption = (topic: Consumed, { keyOf, handle }: Relay | Notifier) =>
    new Consumption({ kafka, topic, keyOf, handle, watch: new Watch("kafka", logger), logger });
  const consumptions = {
    deals: consumption(DEALS, relay),
    notifications: consumption(NOTIFICATIONS, notifier),
  };

  const page = async () => {
    const up = CONSUMED.every((topic) => consumptions[topic].reached);
    metrics.autodealgenie_kafka_up.set(up ? 1 : 0);
    const lag = metrics.autodealgenie_consumer_lag_seconds;
    // If a topic cannot be reached, its lag is unknown.
    lag.clear();
    for (const topic of CONSUMED) {
      const { reached, lagSeconds } = consumptions[topic];
      if (reached) lag.set(lagSeconds, { topic });
    }
    let text = "";
    for await (const piece of exposition(registry)) text += piece;
    return text;
  };
  const answer: RequestListener = (req, res) => {
    const path = req.url?.split("?")[0];
    if (path === "/health") {
      res.setHeader("Content-Type", "application/json").end('{"status":"ok"}');
    } else if (path === "/metrics") {
      void page().then((text) => res.setHeader("Content-Type", registry.contentType).end(text));
    } else {
      res.writeHead(404).end();
    }
  };
  const identity = config.tls && readIdentity(config.tls);
  const server = new HttpServer(answer, identity);
  const port = await server.listen(config.port);
  const unwatch =
    config.tls &&
    identity &&
    watchIdentity(
      config.tls,
      identity,
      (renewed) => server.renew(renewed),
      (err) =>
        logger.warn(
          { err },
          "the certificate's files cannot be used; the previous certificate stays in use",
        ),
    );

  schema.bringUpToDate();
  for (const topic of CONSUMED) consumptions[topic].start();
  const forgetting = setInterval(() => {
    // If PostgreSQL is away, an hour later is as good.
    void deliveries.forgetOld().catch(() => undefined);
  }, HOUR_MS);
  logger.info({ port, environment: config.environment }, "working");

  const stop = async () => {
    logger.info("stopping");
    clearInterval(forgetting);
    await Promise.all(CONSUMED.map((topic) => consumptions[topic].stop()));
    await sending.close();
    await sender.close();
    schema.stop();
    unwatch?.();
    await server.drain(0);
    await database.close();
    logger.info("stopped");
  };
  let stopped: Promise<void> | undefined;
  return { port, stop: () => (stopped ??= stop()) };
}
