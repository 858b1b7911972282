import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A registry's content and behaviour. */
export interface Behaviour {
  /** By repository, the manifest of each tag. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, object>>>>;
  /** Whether clients have to get a token first. @default false */
  readonly token?: boolean;
  /** The digest that it reports for every manifest. @default the correct one */
  readonly digest?: string;
  /** The status of every answer. @default the correct one */
  readonly status?: number;
}

const MANIFEST_TYPE = "application/vnd.oci.image.index.v1+json";
const TOKEN = "of-nobody-in-particular";

/** The digest of a manifest's bytes. */
export function digestOf(manifest: object): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(manifest)).digest("hex")}`;
}

/** A registry on the loopback that implements the read part of the OCI distribution protocol. */
export class Registry {
  readonly asked: string[] = [];
  private constructor(private readonly server: Server) {}

  static async with(behaviour: Behaviour): Promise<Registry> {
    const server = createServer();
    const registry = new Registry(server);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      registry.asked.push(`${String(request.method)} ${String(request.url)}`);
      registry.answer(behaviour, request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return registry;
  }

  /** `127.0.0.1:port`, as in an image's name. */
  get host(): string {
    return `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", `http://${this.host}`);
    const send = (status: number, body: object, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "Content-Type": "application/json", ...headers })
        .end(JSON.stringify(body));
    if (url.pathname === "/token") {
      const right = /^repository:[a-z/-]+:pull$/.test(url.searchParams.get("scope") ?? "");
      send(right && url.searchParams.get("service") === "test" ? 200 : 400, { token: TOKEN });
      return;
    }
    if (behaviour.status !== undefined) {
      send(behaviour.status, { errors: [] });
      return;
    }
    const [, repository = "", tag = ""] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname) ?? [];
    if (behaviour.token === true && request.headers.authorization !== `Bearer ${TOKEN}`) {
      const challenge = `Bearer realm="http://${this.host}/token",service="test",scope="repository:${repository}:pull"`;
      send(401, { errors: [{ code: "UNAUTHORIZED" }] }, { "WWW-Authenticate": challenge });
      return;
    }
    const tags = behaviour.repositories[repository];
    if (tags === undefined) {
      send(404, { errors: [{ code: "NAME_UNKNOWN" }] });
      return;
    }
    const manifest = tags[tag];
    const accepted = request.headers.accept?.includes(MANIFEST_TYPE) === true;
    if (manifest === undefined || !accepted) {
      send(404, { errors: [{ code: "MANIFEST_UNKNOWN" }] });
      return;
    }
    send(200, manifest, {
      "Content-Type": MANIFEST_TYPE,
      "Docker-Content-Digest": behaviour.digest ?? digestOf(manifest),
    });
  }
}
