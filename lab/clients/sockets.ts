import { readFileSync } from "node:fs";

/** A port on which something listens. */
export interface ListeningPort {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** The kernel's code for a listening TCP socket. A UDP socket without a peer has no other state than "closed". */
const STATES = { TCP: "0A", UDP: "07" } as const;

/** The ports on which something in a process's network namespace listens to other hosts, each once. */
export function listeningPorts(pid: number): readonly ListeningPort[] {
  const found = (["TCP", "UDP"] as const).flatMap((protocol) =>
    ["", "6"].flatMap((family) => {
      const path = `/proc/${String(pid)}/net/${protocol.toLowerCase()}${family}`;
      return portsIn(readFileSync(path, "utf8"), protocol);
    }),
  );
  return [
    ...new Map(found.map((each) => [`${each.protocol} ${String(each.port)}`, each])).values(),
  ];
}

/** The ports in a table of proc_net(5), without those that are bound to the loopback. */
export function portsIn(
  table: string,
  protocol: ListeningPort["protocol"],
): readonly ListeningPort[] {
  return table
    .trimEnd()
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state] = line.trim().split(/\s+/);
      const [address = "", port = ""] = local.split(":");
      if (state !== STATES[protocol] || isLoopback(address)) return [];
      return [{ protocol, port: parseInt(port, 16) }];
    });
}

/** Addresses are written as words in the machine's byte order: 127.0.0.1 is 0100007F. */
function isLoopback(address: string): boolean {
  return address.length === 8
    ? address.endsWith("7F")
    : address === "00000000000000000000000001000000" || /^0{16}FFFF0000.{6}7F$/.test(address);
}
