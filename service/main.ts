import { ConfigError, readConfig, type Config } from "./config";
import { createLogger } from "./logger";
import { askThrough } from "./upstream/proxy";
import { startService } from "./service";

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const config = configOrExit();
  const logger = createLogger(config.logLevel);
  process.on("uncaughtException", (error) => {
    // What it has left behind is unknown: the next process starts clean.
    logger.fatal({ err: error }, "unexpected");
    process.exit(1);
  });
  if (config.proxy) askThrough(config.proxy);
  const service = await startService(config, logger);
  const stop = () => void service.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

void main();
