import fc from "fast-check";

import { ConfigError, readConfig } from "../../service/config";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, PASSWORD } from "./browser";
import { environmentFor, serviceOn, untilReady, type RunningService } from "./harness";

const MOST = 3;

let servers: DataServers;
const running = new Map<string, RunningService>();

/** Values of `TRUST_PROXY`, each with the header that its proxies make of a forged one. */
const CHAINS: Readonly<Record<string, (forged: readonly string[], client: string) => string[]>> = {
  // Each proxy appends the address of its client. The last proxy's own address is that of the connection.
  "1": (forged, client) => [...forged, client],
  "2": (forged, client) => [...forged, client, "198.51.100.1"],
  "3": (forged, client) => [...forged, client, "198.51.100.1", "198.51.100.2"],
  "127.0.0.0/8,::1/128,198.51.100.0/24": (forged, client) => [...forged, client, "198.51.100.77"],
};

beforeAll(async () => {
  servers = await startDataServers();
  for (const trusted of ["false", ...Object.keys(CHAINS)]) {
    const service = await serviceOn(servers, {
      TRUST_PROXY: trusted,
      RATE_LIMIT_AUTH_PER_15MIN: String(MOST),
    });
    running.set(trusted, service);
    await untilReady(service);
  }
}, 120_000);

afterAll(async () => {
  for (const service of running.values()) await service.stop();
  await servers.close();
});

async function signIn(trusted: string, by: string[], email: string, password: string) {
  const { url } = running.get(trusted)!;
  const { status } = await fetch(`${url}/api/v1/auth/login`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(by.length > 0 && { "X-Forwarded-For": by.join(", ") }),
    },
    body: JSON.stringify({ email, password }),
  });
  return status;
}

async function somebody(trusted: string): Promise<Browser> {
  const browser = new Browser(running.get(trusted)!.url);
  await browser.signUp();
  return browser;
}

/** Forged headers that an attacker sends, a different one each time. */
const forgery = fc.array(
  fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom("127.0.0.1", "203.0.113.9", "unknown", "10.0.0.1:80"),
  ),
  { maxLength: 4 },
);

describe.each(Object.entries(CHAINS))("with TRUST_PROXY=%s", (trusted, chain) => {
  it("a password guesser is rate-limited by address despite forged headers, other addresses are not", async () => {
    const { email } = await somebody(trusted);
    const forged = fc.sample(forgery, { numRuns: MOST + 3, seed: 7 });
    const statuses: number[] = [];
    for (const each of forged) {
      statuses.push(await signIn(trusted, chain(each, "203.0.113.66"), email, "guess"));
    }
    expect(statuses).toEqual([...Array<number>(MOST).fill(401), 429, 429, 429]);
    // The same user from another address, of either IP version.
    for (const own of ["203.0.113.9", "2001:db8::9"]) {
      expect(await signIn(trusted, chain([], own), email, PASSWORD)).toBe(200);
    }
  });

  it.each([
    ["203.0.113.67:4001", "203.0.113.67:50123", "203.0.113.67:9"],
    ["[2001:db8::67]:4001", "[2001:db8::67]:50123", "[2001:db8::67]"],
  ])("addresses that differ only in their port count as one: %s", async (...ports) => {
    const { email } = await somebody(trusted);
    const statuses: number[] = [];
    for (const own of [...ports, ...ports]) {
      statuses.push(await signIn(trusted, chain([], own), email, "guess"));
    }
    expect(statuses).toEqual([...Array<number>(MOST).fill(401), 429, 429, 429]);
  });
});

it("forwarded addresses are ignored if no proxy is trusted", async () => {
  const { email } = await somebody("false");
  const statuses: number[] = [];
  for (const each of fc.sample(forgery, { numRuns: MOST + 1, seed: 8 })) {
    statuses.push(await signIn("false", [...each, "203.0.113.66"], email, "guess"));
  }
  expect(statuses).toEqual([...Array<number>(MOST).fill(401), 429]);
  expect(await signIn("false", ["203.0.113.9"], email, PASSWORD)).toBe(429);
});

it.each(["true", "all", "10.0.0.0/33", "300.0.0.1", "-1", "1.5", "10.0.0.1,,10.0.0.2", "::1/129"])(
  "TRUST_PROXY=%s is rejected before startup",
  (trusted) => {
    const environment = { ...environmentFor(servers), TRUST_PROXY: trusted };
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow("TRUST_PROXY: must be how many proxies");
  },
);
