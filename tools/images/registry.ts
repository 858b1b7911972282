import { createHash } from "node:crypto";

import { z } from "zod";

import { fetchCause } from "../fetchCause";
import type { Digest } from "../../infra/images/lookedUp";
import type { Reference } from "../../infra/images/reference";

/** An image of which a registry has answered. */
export interface Found {
  /** Of the manifest, or of the index over all platforms, that the tag stands for now. */
  readonly digest: Digest;
  /** Every tag of the repository. */
  readonly tags: readonly string[];
}

/** How long a registry may take for one answer, in milliseconds. */
const PATIENCE_MS = 15_000;
/** As much as a manifest may have, by the distribution specification. */
const LARGEST = 4 * 2 ** 20;
const MOST_PAGES = 100;

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const Tags = z.object({ tags: z.array(z.string()).nullable() });
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * Asks a registry, by the OCI distribution protocol and as nobody in particular, what an image's tag stands for.
 * @throws with the cause on one line, where it does not answer, refuses, or answers what cannot be
 */
export async function lookUp(image: Reference): Promise<Found> {
  const session = new Session(image);
  return { digest: await session.digest(), tags: await session.tags() };
}

class Session {
  private readonly base: string;
  private token: string | undefined;

  constructor(private readonly image: Reference) {
    this.base = `${originOf(image.registry)}/v2/${image.repository}`;
  }

  async digest(): Promise<Digest> {
    const { tag } = this.image;
    const response = await this.get(`${this.base}/manifests/${tag}`, MANIFESTS);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > LARGEST) throw new Error(`its manifest has ${bytes.length} bytes`);
    const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const named = response.headers.get("Docker-Content-Digest");
    // Other algorithms than sha256 are allowed; what the bytes are is certain in any case.
    if (named?.startsWith("sha256:") === true && named !== digest) {
      throw new Error(`it calls a manifest ${named} that is ${digest}`);
    }
    return digest;
  }

  async tags(): Promise<readonly string[]> {
    const found: string[] = [];
    let next: string | undefined = `${this.base}/tags/list?n=1000`;
    for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
      const response: Response = await this.get(next, "application/json");
      found.push(...(Tags.parse(await response.json()).tags ?? []));
      next = nextOf(response, next);
    }
    return found;
  }

  private async get(url: string, accept: string): Promise<Response> {
    const first = await this.ask(url, accept);
    if (first.status !== 401 || this.token !== undefined) return answered(first);
    this.token = await anonymousToken(first, this.image.repository);
    return answered(await this.ask(url, accept));
  }

  private ask(url: string, accept: string): Promise<Response> {
    return request(url, {
      Accept: accept,
      ...(this.token !== undefined && { Authorization: `Bearer ${this.token}` }),
    });
  }
}

/** Docker Hub's API is elsewhere than its name says, and a registry on this machine speaks no TLS. */
function originOf(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return `${/^(?:localhost|127\.0\.0\.1)(?::|$)/.test(registry) ? "http" : "https"}://${registry}`;
}

/** The token that a registry gives to everybody who asks for it. */
async function anonymousToken(response: Response, repository: string): Promise<string> {
  const challenge = response.headers.get("WWW-Authenticate") ?? "";
  const given = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  if (!/^Bearer\s/i.test(challenge) || given.realm === undefined || !URL.canParse(given.realm)) {
    throw new Error("it wants to know who asks");
  }
  const url = new URL(given.realm);
  if (given.service !== undefined) url.searchParams.set("service", given.service);
  url.searchParams.set("scope", given.scope ?? `repository:${repository}:pull`);
  const answer = answered(await request(url.href, { Accept: "application/json" }));
  const { token, access_token } = Token.parse(await answer.json());
  const found = token ?? access_token;
  if (found === undefined) throw new Error("it gives no token to people whom it does not know");
  return found;
}

async function request(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new Error(`${new URL(url).host} does not answer: ${fetchCause(error)}`, { cause: error });
  }
}

function answered(response: Response): Response {
  if (response.ok) return response;
  const { host, pathname } = new URL(response.url);
  throw new Error(`${host} answers ${response.status} for ${pathname}`);
}

/** The next page of a list, as RFC 8288 links to it; nowhere but on the same server. */
function nextOf(response: Response, url: string): string | undefined {
  const [, path] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.headers.get("Link") ?? "") ?? [];
  if (path === undefined) return undefined;
  const next = new URL(path, url);
  return next.origin === new URL(url).origin ? next.href : undefined;
}
