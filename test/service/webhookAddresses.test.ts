import { promisify } from "node:util";

import { Addresses } from "../../service/webhooks/addresses";
import { Sender } from "../../service/webhooks/sender";
import { startReceiver } from "./receiver";

const addresses = new Addresses(["10.1.0.0/16", "fd00:1::/32"]);

it.each([
  ["a loopback address", "127.0.0.1"],
  ["another loopback address", "127.8.9.10"],
  ["a private address", "10.0.0.1"],
  ["a private address", "172.20.0.1"],
  ["a private address", "192.168.1.1"],
  ["a carrier-grade NAT address", "100.64.0.1"],
  ["a link-local address, where clouds serve credentials", "169.254.169.254"],
  ["the unspecified address", "0.0.0.0"],
  ["the broadcast address", "255.255.255.255"],
  ["a multicast address", "224.0.0.1"],
  ["a documentation address", "192.0.2.1"],
  ["the IPv6 loopback address", "::1"],
  ["the unspecified IPv6 address", "::"],
  ["a link-local IPv6 address", "fe80::1"],
  ["a private IPv6 address", "fd12::1"],
  ["an IPv4 loopback address mapped to IPv6", "::ffff:127.0.0.1"],
  ["the same in hexadecimal notation", "::ffff:7f00:1"],
  ["a NAT64 address", "64:ff9b::7f00:1"],
  ["a 6to4 address", "2002:7f00:1::"],
  ["a Teredo address", "2001:0:7f00:1::"],
])("rejects %s: %s", (_what, address) => {
  expect(() => addresses.check(address)).toThrow(`${address} is not a public address`);
});

it.each(["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "10.1.2.3", "fd00:1::5"])(
  "accepts a public or trusted address: %s",
  (address) => {
    expect(() => addresses.check(address)).not.toThrow();
  },
);

it("checks the address that a name resolves to", async () => {
  const lookup = promisify(addresses.lookup);
  await expect(lookup("localhost", {})).rejects.toThrow(/^localhost leads to (127\.0\.0\.1|::1)$/);
});

const sender = new Sender(addresses);
afterAll(() => sender.close());

it.each([
  ["a name that resolves to a loopback address", "https://localhost/", /^localhost leads to /],
  ["a loopback address", "https://127.0.0.1/", "127.0.0.1 is not a public address"],
  ["an address as a single number", "https://2130706433/", "127.0.0.1 is not a public address"],
  ["an address in octal notation", "https://0177.0.0.1/", "127.0.0.1 is not a public address"],
  ["an IPv6 loopback address", "https://[::1]/", "::1 is not a public address"],
  ["an address without TLS", "http://93.184.216.34/", "http://93.184.216.34 is not asked by https"],
  ["a name without TLS", "http://localhost/", /^localhost leads to .*, which is not asked without/],
])("sends nothing to %s", async (_what, url, why) => {
  await expect(sender.send(url, {}, "{}")).rejects.toThrow(why);
});

it("sends without TLS only if every address of a name is trusted", async () => {
  const receiver = await startReceiver();
  const trusting = new Sender(new Addresses(["127.0.0.0/8", "::1/128"]));
  try {
    await trusting.send(receiver.url.replace("127.0.0.1", "localhost"), {}, '{"a":1}');
    expect(receiver.received).toMatchObject([{ body: { a: 1 } }]);
  } finally {
    await Promise.all([trusting.close(), receiver.close()]);
  }
  const lookup = promisify(new Addresses(["::1/128"]).lookupTrusted);
  await expect(lookup("127.0.0.1", { family: 4 })).rejects.toThrow(/^127\.0\.0\.1 leads to/);
});
