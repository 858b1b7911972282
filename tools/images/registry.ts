import { createHash } from "node:crypto";

import { z } from "zod";

import { fetchCause } from "../fetchCause";
import type { Digest } from "../../infra/images/lookedUp";
import type { Reference } from "../../infra/images/reference";

/** The timeout of one request to a registry, in milliseconds. */
const PATIENCE_MS = 15_000;
/** The maximum size of a manifest in the distribution specification. */
const LARGEST = 4 * 2 ** 20;

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * Resolves an image's tag by the OCI distribution protocol, anonymously.
 * @returns the digest of the manifest, or of the index over all platforms
 * @throws with a one-line cause, if the registry does not answer, rejects the request, or gives an inconsistent answer
 */
export async function digestOf({ registry, repository, tag }: Reference): Promise<Digest> {
  const url = `${originOf(registry)}/v2/${repository}/manifests/${tag}`;
  const ask = (headers: Readonly<Record<string, string>> = {}) =>
    request(url, { Accept: MANIFESTS, ...headers });
  const first = await ask();
  const response = answered(
    first.status === 401
      ? await ask({ Authorization: `Bearer ${await anonymousToken(first, repository)}` })
      : first,
  );
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > LARGEST) throw new Error(`its manifest has ${bytes.length} bytes`);
  const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const named = response.headers.get("Docker-Content-Digest");
  // Digests may use other algorithms than sha256. The bytes themselves are hashed in any case.
  if (named?.startsWith("sha256:") === true && named !== digest) {
    throw new Error(`it returned the digest ${named} for a manifest whose digest is ${digest}`);
  }
  return digest;
}

/** Docker Hub's API has a different host name, and a registry on this machine does not use TLS. */
function originOf(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return `${/^(?:localhost|127\.0\.0\.1)(?::|$)/.test(registry) ? "http" : "https"}://${registry}`;
}

/** The token that a registry gives to anonymous clients. */
async function anonymousToken(response: Response, repository: string): Promise<string> {
  const challenge = response.headers.get("WWW-Authenticate") ?? "";
  const given = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  if (!/^Bearer\s/i.test(challenge) || given.realm === undefined || !URL.canParse(given.realm)) {
    throw new Error("it requires authentication");
  }
  const url = new URL(given.realm);
  if (given.service !== undefined) url.searchParams.set("service", given.service);
  url.searchParams.set("scope", given.scope ?? `repository:${repository}:pull`);
  const answer = answered(await request(url.href, { Accept: "application/json" }));
  const { token, access_token } = Token.parse(await answer.json());
  const found = token ?? access_token;
  if (found === undefined) throw new Error("it issues no anonymous token");
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
