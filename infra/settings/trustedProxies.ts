import { z } from "zod";

import { countOrListHint, hinting } from "./hints";
import { addressBlock, distinct } from "./scalars";

/** All private IPv6 addresses, fc00::/7, are the widest block that somebody may own. */
const WIDEST = 7;

/** A block that contains users as well would let each of them pretend to be anybody. */
const block = addressBlock.refine((text) => Number(text.split("/")[1]) >= WIDEST, {
  error: `must be a block of proxies only, no wider than /${WIDEST}: whoever is in it can claim any address`,
});

/** The proxies that a server trusts: their number, or the blocks of their addresses. */
export const trustedProxies = z.union(
  [
    z.int().min(0).max(10),
    z.array(block).min(1).max(100).refine(distinct, "must name each block once"),
  ],
  hinting(
    "must be the number of proxies in front of the backend, such as 1, or their address blocks, such as 10.0.0.0/16",
    countOrListHint,
  ),
);
