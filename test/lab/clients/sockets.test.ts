import { portsIn } from "../../../lab/clients/sockets";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid";
const line = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1`;
const table = (...lines: readonly string[]) => `${[HEAD, ...lines].join("\n")}\n`;

describe("listening ports", () => {
  it("are those of listening TCP sockets and unconnected UDP sockets", () => {
    const tcp = table(
      line("00000000:1F40", "0A"),
      line("0504F40A:0035", "0A"),
      // An open connection, and a closed one.
      line("0504F40A:C001", "01"),
      line("0504F40A:C002", "06"),
    );
    expect(portsIn(tcp, "TCP").map(({ port }) => port)).toEqual([8000, 53]);
    const udp = table(line("00000000:0035", "07"), line("0504F40A:C001", "01"));
    expect(portsIn(udp, "UDP")).toEqual([{ protocol: "UDP", port: 53 }]);
  });

  it("exclude loopback-only sockets of IPv4 and IPv6", () => {
    const four = table(line("0100007F:094B", "0A"), line("3500007F:0035", "0A"));
    expect(portsIn(four, "TCP")).toEqual([]);
    const any = "00000000000000000000000000000000";
    const six = table(
      line("00000000000000000000000001000000:1F90", "0A"),
      line("0000000000000000FFFF00000100007F:1F91", "0A"),
      line(`${any}:2382`, "0A"),
      line("0000000000000000FFFF00000504F40A:2383", "0A"),
    );
    expect(portsIn(six, "TCP").map(({ port }) => port)).toEqual([9090, 9091]);
  });

  it("are empty if nothing listens", () => {
    expect(portsIn(table(), "TCP")).toEqual([]);
  });
});
