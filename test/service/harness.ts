import { readConfig, readWorkerConfig } from "../../service/config";
import { createLogger } from "../../service/logger";
import { startService, type Service } from "../../service/service";
import { startWorker } from "../../service/workerService";
import { poll } from "../../tools/polling";
import type { DataServers } from "../support/dataServers";
import { Scrape } from "./scrape";

export interface RunningService extends Service {
  readonly url: string;
  /** The log, as one parsed object per line. */
  readonly log: readonly Record<string, unknown>[];
  scrape(): Promise<Scrape>;
}

/** The variables with which a service finds the servers, as in a pod. */
export function environmentFor(servers: DataServers, database = "autodealgenie") {
  return {
    PORT: "0",
    ENVIRONMENT: "dev",
    DATABASE_HOST: servers.postgres.host,
    DATABASE_NAME: database,
    DATABASE_USER: servers.user,
    DATABASE_PASSWORD_FILE: servers.passwordFile,
    DATABASE_POOL_MAX: "5",
    REDIS_HOST: servers.redis.host,
    REDIS_USERNAME: servers.redisUser,
    REDIS_PASSWORD_FILE: servers.passwordFile,
    JWT_SECRET_FILE: servers.jwtSecretFile,
    COOKIE_SECURE: "false",
    SHUTDOWN_DELAY_SECONDS: "0",
  };
}

/** The real service on its own port, in this process. */
export async function serviceOn(
  servers: DataServers,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const log: Record<string, unknown>[] = [];
  const lines = {
    write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>),
  };
  const config = readConfig({ ...environmentFor(servers), ...settings });
  const service = await startService(config, createLogger("backend", "debug", lines));
  const url = `http://127.0.0.1:${service.port}`;
  return { ...service, url, log, scrape: () => Scrape.of(url) };
}

/** The real worker on its own port, in this process. */
export async function workerOn(
  servers: DataServers,
  settings: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const log: Record<string, unknown>[] = [];
  const lines = {
    write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>),
  };
  const config = readWorkerConfig({ ...environmentFor(servers), ...settings });
  const worker = await startWorker(config, createLogger("backend", "debug", lines));
  const url = `http://127.0.0.1:${worker.port}`;
  return { ...worker, url, log, scrape: () => Scrape.of(url) };
}

/** Waits until `holds` is true, checking often. Fails with a description before jest's timeout. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  seconds = 50,
): Promise<void> {
  if (await poll(holds, { seconds, everyMs: 25 })) return;
  throw new Error(`after ${seconds} s still not: ${what}`);
}

export const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

export const untilReady = (service: RunningService): Promise<void> =>
  until("ready", async () => (await statusOf(`${service.url}/ready`)) === 200);
