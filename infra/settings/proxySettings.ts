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

/** Every program that asks somebody reads these alike: an address, a name with all below it, or all below a name alone. */
const exempt = z
  .string()
  .refine(isExempt, hinting("must be a host, .domain for all below it, or an address", exemptHint));

/** An HTTP proxy, for what is asked by HTTP outside the cluster. One that asks for a password is not known here. */
export const proxySettings = z.strictObject({
  url: url("http://proxy.example.com:3128"),
  /** Connected to directly, in addition to the pod itself and the cluster: hosts with their subdomains, `.domain` for subdomains only, or addresses. */
  noProxy: z.array(exempt).max(200).refine(distinct, "must name each once").default([]),
});
