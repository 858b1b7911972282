import { BlockList, isIP } from "node:net";

/** The CIDR block of a single address. */
export function blockOf(address: string): string {
  return `${address}/${isIP(address) === 6 ? 128 : 32}`;
}

/** Whether an address is in one of some CIDR blocks, such as 10.0.0.0/16. */
export function isIn(address: string, blocks: readonly string[]): boolean {
  const list = new BlockList();
  for (const block of blocks) {
    const [start = "", length] = block.split("/");
    list.addSubnet(start, Number(length), familyOf(start));
  }
  return list.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
