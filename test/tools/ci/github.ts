import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Kept {
  readonly id: number;
  body: string;
  readonly user: { readonly type: "Bot" | "User" } | null;
}

/** The part of GitHub's REST API that is needed for comments on one pull request, with GitHub's pagination. */
export class GitHub {
  readonly comments: Kept[] = [];
  readonly asked: string[] = [];
  /** The status with which all further requests are rejected. */
  refusal: number | undefined;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(([status, body]) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    });
  });

  constructor(
    private readonly path: string,
    private readonly token: string,
  ) {}

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  says(body: string, type: "Bot" | "User" = "User"): void {
    this.comments.push({ id: this.comments.length + 1, body, user: { type } });
  }

  async #answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://github");
    this.asked.push(`${request.method} ${pathname}`);
    if (this.refusal !== undefined) return [this.refusal, { message: "Resource not accessible" }];
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      return [401, { message: "Bad credentials" }];
    }
    if (request.method === "GET" && pathname === `${this.path}/7/comments`) {
      const size = Number(searchParams.get("per_page") ?? 30);
      const start = (Number(searchParams.get("page") ?? 1) - 1) * size;
      return [200, this.comments.slice(start, start + size)];
    }
    const { body } = JSON.parse(await text(request)) as { readonly body: string };
    if (request.method === "POST" && pathname === `${this.path}/7/comments`) {
      this.says(body, "Bot");
      return [201, this.comments.at(-1)];
    }
    const id = Number(/comments\/(\d+)$/.exec(pathname)?.[1]);
    const known = this.comments.find((comment) => comment.id === id);
    if (request.method !== "PATCH" || known === undefined) return [404, { message: "Not Found" }];
    known.body = body;
    return [200, known];
  }
}
