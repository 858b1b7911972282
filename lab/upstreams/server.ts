import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

import type { Logger } from "pino";

import { createApp } from "./app";
import type { UpstreamsConfig } from "./config";

/** How long requests in progress may take once the process has been told to stop. */
const DRAIN_MS = 2_000;

export interface RunningUpstreams {
  readonly httpPort: number;
  /** Set if TLS is enabled. */
  readonly httpsPort?: number;
  /** Stops accepting connections, and ends stalled requests. */
  stop(): Promise<void>;
}

/** Starts the server on all addresses. Rejects if it cannot listen. */
export async function startUpstreams(
  { httpPort, keys, tls }: UpstreamsConfig,
  log: Logger,
): Promise<RunningUpstreams> {
  const app = createApp(keys, log);
  const http = app.listen(httpPort);
  // Rejects with the error if that comes first.
  await once(http, "listening");
  const https = tls && createServer({ cert: tls.certificate, key: tls.key }, app).listen(tls.port);
  if (https) await once(https, "listening");
  const servers = [http, ...(https ? [https] : [])];
  return {
    httpPort: (http.address() as AddressInfo).port,
    ...(https && { httpsPort: (https.address() as AddressInfo).port }),
    async stop() {
      const ended = servers.map((server) => once(server, "close"));
      for (const server of servers) {
        server.close();
        setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
      }
      await Promise.all(ended);
    },
  };
}
