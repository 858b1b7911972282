import { pino } from "pino";

import { readConfig } from "./config";
import { startUpstreams } from "./server";

/** Stands in for the vehicle API and the language model that the backend uses, and injects faults on request. */
async function main(): Promise<void> {
  const log = pino();
  const upstreams = await startUpstreams(readConfig(process.env), log);
  log.info({ httpPort: upstreams.httpPort }, "listening");

  const stop = async (signal: string) => {
    log.info({ signal }, "stopping");
    await upstreams.stop();
    process.exit(0);
  };
  // Only once: a second signal kills the process.
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => void stop(signal));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
