import { createHash } from "node:crypto";

import { sign } from "jsonwebtoken";

import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, PASSWORD } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers, { RATE_LIMIT_AUTH_PER_15MIN: "3" });
  await untilReady(service);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

beforeEach(() => {
  browser = new Browser(service.url);
});

const failures = async (reason: string) =>
  (await service.scrape()).value("autodealgenie_auth_failures_total", { reason });

describe("sign-up", () => {
  it("creates an account, and does not return its password", async () => {
    const { status, body } = await browser.signUp({ full_name: "Ada" });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      email: browser.email,
      username: expect.any(String),
      full_name: "Ada",
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it("stores the password as an argon2id hash of the recommended strength", async () => {
    await browser.signUp();
    const client = await servers.superuser();
    const { rows } = await client.query("SELECT password_hash FROM users WHERE email = $1", [
      browser.email,
    ]);
    await client.end();
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("accepts an email and a username only once, regardless of case", async () => {
    const { body } = await browser.signUp();
    const sameEmail = await new Browser(service.url).signUp({ email: browser.email.toUpperCase() });
    const sameName = await new Browser(service.url).signUp({
      username: String(body.username).toUpperCase(),
    });
    expect([sameEmail.status, sameEmail.body.errors]).toEqual([
      409,
      [{ pointer: "#/email", detail: "is taken" }],
    ]);
    expect([sameName.status, sameName.body.errors]).toEqual([
      409,
      [{ pointer: "#/username", detail: "is taken" }],
    ]);
  });

  it.each([
    ["email", "not-an-address"],
    ["password", "Short-1"],
    ["password", "no-upper-case-1"],
    ["password", "NO-LOWER-CASE-1"],
    ["password", "No-digit-here"],
    ["password", "NoSymbolHere1"],
    ["password", "P@ssw0rd"],
    ["password", `Aa1!${"x".repeat(125)}`],
    ["username", "xQ"],
    ["username", "1abc"],
    ["username", "Admin"],
    ["full_name", "a\0b"],
    ["is_superuser", true],
  ])("rejects %s %j", async (field, value) => {
    const { status, body } = await browser.signUp({ [field]: value });
    expect(status).toBe(422);
    expect(JSON.stringify(body.errors)).toContain(field);
    if (typeof value === "string") expect(JSON.stringify(body)).not.toContain(value);
  });
});

describe("sign-in", () => {
  it("sets two cookies that scripts and other sites cannot use", async () => {
    await browser.signUp();
    const { status, headers } = await browser.login();
    expect(status).toBe(200);
    const [access, refresh] = headers.getSetCookie();
    expect(access).toMatch(/^access_token=.+; Max-Age=1800; Path=\/; .*HttpOnly; SameSite=Strict$/);
    expect(refresh).toMatch(
      /^refresh_token=.+; Max-Age=604800; Path=\/api\/v1\/auth; .*HttpOnly; SameSite=Strict$/,
    );
    expect(await browser.get("/api/v1/auth/me")).toMatchObject({
      status: 200,
      body: { email: browser.email },
    });
  });

  it("responds to a wrong password exactly as to an unknown email", async () => {
    await browser.signUp();
    const wrong = await browser.login(browser.email, "wrong");
    const unknown = await browser.login("nobody@example.com");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const request_id = expect.any(String);
    expect(wrong.body).toEqual({ ...unknown.body, request_id });
  });

  it("locks only the guessed account after the limit, even for the right password", async () => {
    await browser.signUp();
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => browser.login(browser.email, "guess")),
    );
    expect(guesses.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(3).fill(401),
      ...Array<number>(5).fill(429),
    ]);
    const right = await browser.login();
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("Retry-After"))).toBeGreaterThan(890);
    expect((await Browser.signedIn(service.url)).cookies.size).toBe(2);
  });

  it("does not count successful sign-ins toward that limit", async () => {
    await browser.signUp();
    for (let n = 0; n < 6; n++) expect((await browser.login()).status).toBe(200);
  });

  it("rejects a deactivated user's password and tokens", async () => {
    browser = await Browser.signedIn(service.url);
    const client = await servers.superuser();
    await client.query("UPDATE users SET is_active = false WHERE email = $1", [browser.email]);
    await client.end();
    const before = (await failures("inactive"))!;
    expect((await browser.login()).status).toBe(403);
    expect((await browser.get("/api/v1/auth/me")).status).toBe(401);
    expect((await browser.post("/api/v1/auth/refresh")).status).toBe(401);
    expect(await failures("inactive")).toBe(before + 2);
  });
});

describe("tokens", () => {
  it("are required, and forged ones are counted as bad", async () => {
    expect((await browser.get("/api/v1/auth/me")).status).toBe(401);
    const before = (await failures("bad_token"))!;
    const sub = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    const forged = [
      "nonsense",
      sign({}, "x".repeat(32), { subject: sub, issuer: "autodealgenie" }),
      sign({}, null as unknown as string, {
        algorithm: "none",
        subject: sub,
        issuer: "autodealgenie",
      }),
    ];
    for (const token of forged) {
      browser.cookies.set("access_token", token);
      const { status, headers } = await browser.get("/api/v1/auth/me");
      expect([status, headers.get("WWW-Authenticate")]).toEqual([401, expect.any(String)]);
    }
    expect(await failures("bad_token")).toBe(before + forged.length);
  });

  it("are renewed by a refresh token, which is replaced and stored only as a hash", async () => {
    browser = await Browser.signedIn(service.url);
    const first = browser.cookies.get("refresh_token")!;
    browser.cookies.delete("access_token");
    expect(await browser.post("/api/v1/auth/refresh")).toMatchObject({
      status: 200,
      body: { expires_in: 1800 },
    });
    expect(browser.cookies.get("refresh_token")).not.toBe(first);
    expect((await browser.get("/api/v1/auth/me")).status).toBe(200);
    const client = await servers.superuser();
    const { rows } = await client.query(
      "SELECT refresh_tokens::text, encode(hash, 'hex') AS hash FROM refresh_tokens",
    );
    await client.end();
    expect(rows).toContainEqual(
      expect.objectContaining({ hash: createHash("sha256").update(first).digest("hex") }),
    );
    expect(JSON.stringify(rows)).not.toContain(first);
  });

  it("are revoked with their whole family when a refresh token is reused", async () => {
    browser = await Browser.signedIn(service.url);
    const stolen = browser.cookies.get("refresh_token")!;
    await browser.post("/api/v1/auth/refresh");
    const thief = new Browser(service.url);
    thief.cookies.set("refresh_token", stolen);
    expect((await thief.post("/api/v1/auth/refresh")).status).toBe(401);
    expect((await browser.post("/api/v1/auth/refresh")).status).toBe(401);
    expect((await browser.login()).status).toBe(200);
  });

  it("are renewed by only one of two concurrent uses of a refresh token", async () => {
    browser = await Browser.signedIn(service.url);
    const twin = new Browser(service.url);
    twin.cookies.set("refresh_token", browser.cookies.get("refresh_token")!);
    const both = await Promise.all([browser, twin].map((it) => it.post("/api/v1/auth/refresh")));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("are invalid after logout", async () => {
    browser = await Browser.signedIn(service.url);
    const kept = browser.cookies.get("refresh_token")!;
    expect((await browser.post("/api/v1/auth/logout")).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set("refresh_token", kept);
    expect((await browser.post("/api/v1/auth/refresh")).status).toBe(401);
    expect((await new Browser(service.url).post("/api/v1/auth/logout")).status).toBe(204);
  });
});

it("counts sign-ups and failed sign-ins", async () => {
  const count = async () => {
    const scrape = await service.scrape();
    return [
      scrape.value("autodealgenie_user_signups_total")!,
      scrape.value("autodealgenie_auth_success_total")!,
      scrape.value("autodealgenie_auth_failures_total", { reason: "bad_credentials" })!,
    ];
  };
  const before = await count();
  await browser.signUp();
  await browser.signUp({ email: "no" });
  await browser.login(browser.email, "wrong");
  await new Browser(service.url).login("nobody@example.com", PASSWORD);
  const after = await count();
  expect(after.map((value, index) => value - before[index]!)).toEqual([1, 0, 2]);
});

it("logs no personal data", async () => {
  browser = await Browser.signedIn(service.url);
  await browser.get(`/api/v1/no-such/${browser.email}?email=${browser.email}`);
  const text = JSON.stringify(service.log);
  expect(text).toContain('"route":"/api/v1/auth/login"');
  for (const secret of [browser.email, "@example.com", PASSWORD, "127.0.0.1", "access_token"]) {
    expect(text).not.toContain(secret);
  }
});
