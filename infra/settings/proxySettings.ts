import { isIP } from "node:net";

import { z } from "zod";

import { hinting, hostIn, rewritten, type Hint } from "./hints";
import { distinct, host, url } from "./scalars";

function isExempt(text: string): boolean {
  return host.safeParse(text.replace(/^\./, "")).success || isIP(text) === 6;
}

const exemptHint: Hint = (written) =>
  /^[\d.:a-f]+\/\d+$/i.test(String(written))
    ? "not every program supports address blocks here"
    : rewritten((text) => hostIn(text.replace(/^\*(?=\.)/, "")), isExempt)(written);

/**
 * The forms that every program understands in the same way: an IP address, a name with all its subdomains, or only the
 * subdomains of a name.
 */
const exempt = z
  .string()
  .refine(isExempt, hinting("must be a host, .domain for all below it, or an address", exemptHint));

/** An HTTP proxy for requests to the outside of the cluster. Proxies that require a password are not supported. */
export const proxySettings = z.strictObject({
  url: url("http://proxy.example.com:3128").refine(
    (text) => new URL(text).pathname === "/",
    "must be the address of the proxy itself, without a path: no program here reads a PAC file",
  ),
  /** Connected to directly, in addition to the pod itself and the cluster: hosts with their subdomains, `.domain` for subdomains only, or addresses. */
  noProxy: z.array(exempt).max(200).refine(distinct, "must name each once").default([]),
});
