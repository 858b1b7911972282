import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type ListenOptions } from "node:net";

/** Below the kernel's ephemeral ports: an outgoing connection could take one of those before a server does. */
const FIRST = 20_000;
const LAST = 32_000;

/**
 * A port on the loopback without a listener. No other process that calls this gets the same port while this process
 * lives, whether it is in use or not.
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

/**
 * Reserved by an abstract socket with the port in its name: only one process can hold it, and it disappears with that
 * process.
 */
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
