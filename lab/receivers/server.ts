import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";

import type { Logger } from "pino";

import { createApp } from "./app";
import type { ReceiversConfig } from "./config";
import { Faults } from "./faults";
import { Inbox } from "./inbox";
import { DeadMansSwitch } from "./switch";
import { smtpServer } from "./smtp";

/** How often the dead man's switch is checked. */
const CHECK_MS = 250;

/** How long deliveries in progress may take once the process has been told to stop. */
const DRAIN_MS = 5_000;

export interface RunningReceivers {
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Set if TLS is enabled. */
  readonly httpsPort?: number;
  /** Stops accepting connections, lets deliveries in progress finish, and closes the file. */
  stop(): Promise<void>;
}

/** Starts all servers on all addresses. Rejects if one cannot listen. */
export async function startReceivers(
  { httpPort, smtpPort, dataDir, watchdogSilenceSeconds, secrets, tls }: ReceiversConfig,
  log: Logger,
): Promise<RunningReceivers> {
  const inbox = new Inbox(dataDir);
  if (inbox.damagedLines > 0) log.warn({ lines: inbox.damagedLines }, "damaged lines left out");
  const deadMansSwitch = new DeadMansSwitch(inbox, watchdogSilenceSeconds);
  const parts = { secrets, inbox, deadMansSwitch, faults: new Faults(), log };

  const app = createApp(parts);
  const http = app.listen(httpPort);
  await listening(http);
  const https = tls && createServer({ cert: tls.certificate, key: tls.key }, app).listen(tls.port);
  if (https) await listening(https);
  const webServers = [http, ...(https ? [https] : [])];
  const smtp = smtpServer({ ...parts, drainMs: DRAIN_MS, ...(tls && { tls }) });
  smtp.on("error", (error) => log.warn({ err: error }, "SMTP connection failed"));
  await listening(smtp.listen(smtpPort));

  const checks = setInterval(() => {
    deadMansSwitch.check();
  }, CHECK_MS);

  return {
    httpPort: portOf(http),
    smtpPort: portOf(smtp.server),
    ...(https && { httpsPort: portOf(https) }),
    async stop() {
      clearInterval(checks);
      const ended = webServers.map((server) => once(server, "close"));
      for (const server of webServers) {
        server.close();
        setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
      }
      const mailEnded = new Promise<void>((resolve) => smtp.close(resolve));
      await Promise.all([...ended, mailEnded]);
      inbox.close();
    },
  };
}

async function listening(server: Server): Promise<void> {
  // Rejects with the error if that comes first.
  if (!server.listening) await once(server, "listening");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
