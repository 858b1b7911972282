import { BlockList, isIPv6 } from "node:net";

/** Whether an address lies in a block of addresses, such as 10.0.0.0/8 or ::/0. Those of the other family never do. */
export function isInside(address: string, cidr: string): boolean {
  const [network = "", bits = ""] = cidr.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  if (family !== (isIPv6(address) ? "ipv6" : "ipv4")) return false;
  let block = blocks.get(cidr);
  if (block === undefined) {
    block = new BlockList();
    block.addSubnet(network, Number(bits), family);
    blocks.set(cidr, block);
  }
  return block.check(address, family);
}

/** By their notation: the few of a stack are each asked about thousands of times. */
const blocks = new Map<string, BlockList>();
