import { once } from "node:events";
import type { AddressInfo } from "node:net";

import type { Logger } from "pino";

import { createApp } from "./app";
import type { UpstreamsConfig } from "./config";

/** How long requests under way may take once the process has been told to stop. */
const DRAIN_MS = 2_000;

export interface RunningUpstreams {
  readonly httpPort: number;
  /** Takes nothing new, and ends what stalls. */
  stop(): Promise<void>;
}

/** Starts the server on all addresses; rejects when it cannot listen. */
export async function startUpstreams(
  { httpPort, keys }: UpstreamsConfig,
  log: Logger,
): Promise<RunningUpstreams> {
  const http = createApp(keys, log).listen(httpPort);
  // Rejects with the error, if that comes first.
  await once(http, "listening");
  return {
    httpPort: (http.address() as AddressInfo).port,
    async stop() {
      http.close();
      setTimeout(() => http.closeAllConnections(), DRAIN_MS).unref();
      await once(http, "close");
    },
  };
}
