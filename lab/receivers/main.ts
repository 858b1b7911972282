import { pino } from "pino";

import { readConfig } from "./config";
import { startReceivers } from "./server";

/**
 * Stands in for PagerDuty, Slack, OpsGenie, webhooks, a mail server and a dead man's switch, and shows what arrived.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino();
  const receivers = await startReceivers(config, log);
  const { httpPort, smtpPort } = receivers;
  log.info({ httpPort, smtpPort }, "listening");

  const stop = async (signal: string) => {
    log.info({ signal }, "stopping");
    await receivers.stop();
    log.info("stopped");
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
