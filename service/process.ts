import type { Logger } from "pino";

import { ConfigError, type Config } from "./config";
import { createLogger, type Program } from "./logger";
import type { Service } from "./service";

/** Runs a program of this image: reads its environment, starts it, and stops it on SIGTERM or SIGINT. */
export function run<C extends Pick<Config, "logLevel">>(
  program: Program,
  read: (environment: NodeJS.ProcessEnv) => C,
  start: (config: C, logger: Logger) => Promise<Service>,
): void {
  void main(program, read, start);
}

async function main<C extends Pick<Config, "logLevel">>(
  program: Program,
  read: (environment: NodeJS.ProcessEnv) => C,
  start: (config: C, logger: Logger) => Promise<Service>,
): Promise<void> {
  const config = orExit(read);
  const logger = createLogger(program, config.logLevel);
  process.on("uncaughtException", (error) => {
    // The state of the process is unknown now: a new process starts clean.
    logger.fatal({ err: error }, "unexpected");
    process.exit(1);
  });
  const service = await start(config, logger);
  const stop = () => void service.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

function orExit<C>(read: (environment: NodeJS.ProcessEnv) => C): C {
  try {
    return read(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
