import { BlockList, isIPv6 } from "node:net";

/** Whether an address is in a CIDR block such as 10.0.0.0/8 or ::/0. An address of the other IP version never is. */
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

/** By notation: the few blocks of a stack are checked thousands of times each. */
const blocks = new Map<string, BlockList>();
