import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

import type { Logger } from "pino";

import { createApp } from "./app";
import type { ReceiversConfig } from "./config";
import { Faults } from "./faults";
import { Inbox } from "./inbox";
import { DeadMansSwitch } from "./switch";
import { smtpServer } from "./smtp";

/** How often the switch is looked at. */
const CHECK_MS = 250;

/** How long deliveries under way may take once the process has been told to stop. */
const DRAIN_MS = 5_000;

export interface RunningReceivers {
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Takes nothing new, lets what is under way finish, and closes the file. */
  stop(): Promise<void>;
}

/** Starts both servers on all addresses; rejects when one cannot listen. */
export async function startReceivers(
  { httpPort, smtpPort, dataDir, watchdogSilenceSeconds, secrets }: ReceiversConfig,
  log: Logger,
): Promise<RunningReceivers> {
  const inbox = new Inbox(dataDir);
  if (inbox.damagedLines > 0) log.warn({ lines: inbox.damagedLines }, "damaged lines left out");
  const deadMansSwitch = new DeadMansSwitch(inbox, watchdogSilenceSeconds);
  const parts = { secrets, inbox, deadMansSwitch, faults: new Faults(), log };

  const http = createApp(parts).listen(httpPort);
  await listening(http);
  const smtp = smtpServer({ ...parts, drainMs: DRAIN_MS });
  smtp.on("error", (error) => log.warn({ err: error }, "SMTP connection failed"));
  await listening(smtp.listen(smtpPort));

  const checks = setInterval(() => {
    deadMansSwitch.check();
  }, CHECK_MS);

  return {
    httpPort: portOf(http),
    smtpPort: portOf(smtp.server),
    async stop() {
      clearInterval(checks);
      http.close();
      setTimeout(() => http.closeAllConnections(), DRAIN_MS).unref();
      const mailEnded = new Promise<void>((resolve) => smtp.close(resolve));
      await Promise.all([once(http, "close"), mailEnded]);
      inbox.close();
    },
  };
}

async function listening(server: Server): Promise<void> {
  // Rejects with the error, if that comes first.
  if (!server.listening) await once(server, "listening");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
