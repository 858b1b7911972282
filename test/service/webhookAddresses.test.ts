import { promisify } from "node:util";

import { Addresses } from "../../service/webhooks/addresses";
import { Sender } from "../../service/webhooks/sender";
import { startReceiver } from "./receiver";

const addresses = new Addresses(["10.1.0.0/16", "fd00:1::/32"]);

it.each([
  ["a loopback", "127.0.0.1"],
  ["the rest of it", "127.8.9.10"],
  ["a private one", "10.0.0.1"],
  ["a private one", "172.20.0.1"],
  ["a private one", "192.168.1.1"],
  ["a carrier's", "100.64.0.1"],
  ["a link's, where clouds keep credentials", "169.254.169.254"],
  ["none", "0.0.0.0"],
  ["everybody", "255.255.255.255"],
  ["a group's", "224.0.0.1"],
  ["one for documents", "192.0.2.1"],
  ["IPv6's loopback", "::1"],
  ["IPv6's none", "::"],
  ["a link's", "fe80::1"],
  ["a private one", "fd12::1"],
  ["IPv4's loopback in IPv6", "::ffff:127.0.0.1"],
  ["the same in hexadecimal", "::ffff:7f00:1"],
  ["one that is translated", "64:ff9b::7f00:1"],
  ["one through a relay", "2002:7f00:1::"],
  ["one through Teredo", "2001:0:7f00:1::"],
])("refuses %s: %s", (_what, address) => {
  expect(() => addresses.check(address)).toThrow(`${address} is not a public address`);
});

it.each(["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "10.1.2.3", "fd00:1::5"])(
  "lets through what is public or trusted: %s",
  (address) => {
    expect(() => addresses.check(address)).not.toThrow();
  },
);

it("looks at what a name leads to", async () => {
  const lookup = promisify(addresses.lookup);
  await expect(lookup("localhost", {})).rejects.toThrow(/^localhost leads to (127\.0\.0\.1|::1)$/);
});

const sender = new Sender(addresses);
afterAll(() => sender.close());

it.each([
  ["a name that leads home", "https://localhost/", /^localhost leads to /],
  ["an address", "https://127.0.0.1/", "127.0.0.1 is not a public address"],
  ["an address in one number", "https://2130706433/", "127.0.0.1 is not a public address"],
  ["an address in octal", "https://0177.0.0.1/", "127.0.0.1 is not a public address"],
  ["an address of IPv6", "https://[::1]/", "::1 is not a public address"],
  ["no TLS", "http://93.184.216.34/", "http://93.184.216.34 is not asked by https"],
  ["a name without TLS", "http://localhost/", /^localhost leads to .*, which is not asked without/],
])("asks nobody at %s", async (_what, url, why) => {
  await expect(sender.send(url, {}, "{}")).rejects.toThrow(why);
});

it("asks without TLS where every address of a name is trusted, and only there", async () => {
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
