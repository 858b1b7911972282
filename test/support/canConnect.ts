import { connect, type NetConnectOpts } from "node:net";

/** Whether something accepts connections at a port of the loopback, or at the path of a Unix socket. */
export function canConnect(at: number | string): Promise<boolean> {
  const options: NetConnectOpts =
    typeof at === "number" ? { port: at, host: "127.0.0.1" } : { path: at };
  return new Promise((resolve) => {
    const socket = connect(options)
      .on("connect", () => resolve(true))
      .on("error", () => resolve(false))
      .on("connect", () => socket.destroy());
  });
}
