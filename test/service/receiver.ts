import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // Whatever JSON came; what it must be is what the tests say.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  /** Everything that has arrived, in order. */
  readonly received: readonly Received[];
  /** The next answer for a path; by default 204. */
  answer: (path: string) => { readonly status: number; readonly location?: string };
  close(): Promise<void>;
}

/** A webhook receiver: an HTTP server on the loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    let text = "";
    req.setEncoding("utf8");
    req.on("data", (chunk: string) => (text += chunk));
    req.on("end", () => {
      const { url: path = "", headers } = req;
      received.push({ path, headers, text, body: JSON.parse(text) });
      const { status, location } = receiver.answer(path);
      res.writeHead(status, location === undefined ? {} : { location }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: () => ({ status: 204 }),
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
