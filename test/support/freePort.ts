import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type ListenOptions } from "node:net";

/** Below those that the kernel gives to outgoing connections: any of these would take a port from under a server. */
const FIRST = 20_000;
const LAST = 32_000;

/**
 * A port of the loopback on which nobody listens, and which no other process that asks here is given as long as this
 * one lives, whether anybody listens on it by then or not.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (!(await isReserved(port))) continue;
    const probe = await listening({ port, host: "127.0.0.1" });
    if (!probe) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}

/** By an abstract socket of its number, which one process holds at most, and which ends with it. */
async function isReserved(port: number): Promise<boolean> {
  const holder = await listening({ path: `\0autodealgenie-port-${port}` });
  holder?.unref();
  return holder !== undefined;
}

async function listening(where: ListenOptions) {
  const server = createServer().listen(where);
  return once(server, "listening").then(
    () => server,
    () => undefined,
  );
}
