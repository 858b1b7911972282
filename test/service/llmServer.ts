import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const MODEL = "test-model";

/** The body of a successful completion: 100 prompt tokens and 20 completion tokens. */
export const completion = (content: string) => ({
  id: "completion-1",
  model: MODEL,
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
});

export const answered = (answer: string) => completion(JSON.stringify({ answer }));

type Answer = (res: ServerResponse) => void;

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (res) =>
    void res
      .writeHead(status, { "Content-Type": "application/json", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body));

export const failing = (status: number, headers: Record<string, string> = {}): Answer =>
  json({ error: { message: "no", type: "test", code: null } }, status, headers);

/** Accepts the request and sends nothing, for as long as the client waits. */
export const stalling: Answer = () => undefined;

/** Closes the connection without an answer. */
export const breaking: Answer = (res) => void res.destroy();

export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  // Whatever was sent; what it must be is what the tests say.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A language model with OpenAI's API over real HTTP, and with configurable answers. */
export class LlmServer {
  /** The answers to the next requests, one each. After these, `usual` is used. */
  readonly next: Answer[] = [];
  usual: Answer = json(answered("As the model puts it."));
  readonly asked: Asked[] = [];
  readonly #server = createServer((req, res) => void this.#answer(req, res));

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  /** Restores normal answers, and deletes the record of requests. */
  reset(): void {
    this.next.length = 0;
    this.asked.length = 0;
    this.usual = json(answered("As the model puts it."));
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { authorization } = req.headers;
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    this.asked.push({ path: `${req.method} ${req.url}`, authorization, body });
    (this.next.shift() ?? this.usual)(res);
  }
}
