import { limited } from "../../../tools/limited";
import { eventually } from "../../../tools/polling";
import { fetchSecured, type FetchInit } from "../../clients/fetch";
import { urlOf } from "../../cluster/layout";
import { Traffic } from "../../traffic/traffic";
import { repeatedly, alike } from "../background";
import type { Undo } from "../drill";

/**
 * The most requests per second that one loop sends, so that the rate is kept even on a busy machine that takes a second
 * for each.
 */
const PER_LOOP = 1;
const TIMEOUT_MS = 15_000;
/** A busy machine needs time when many sign up at once. That is not part of the fault, so they may retry. */
const SET_UP_SECONDS = 60;

/** Simulated people who use everything, at a rate of requests per second. */
export function people(requestsPerSecond: number): Undo {
  const over = new AbortController();
  const users = Math.max(3, Math.ceil(requestsPerSecond / 3));
  const running = new Traffic({
    baseUrl: urlOf("backend"),
    fetch: fetchSecured,
    users,
    requestsPerSecond,
    signal: over.signal,
  }).run();
  return async () => {
    over.abort();
    await running;
  };
}

/** Requests of one kind at a constant rate, whatever the answers are. */
export function flood(perSecond: number, request: () => Promise<unknown>): Undo {
  const loops = Math.ceil(perSecond / PER_LOOP);
  return alike(
    ...Array.from({ length: loops }, () => repeatedly(perSecond / loops, () => request())),
  );
}

/** Requests a page that does not exist. */
export async function strayRequest(): Promise<void> {
  await send("/nothing-is-here", { method: "GET" });
}

/** Signs in with a wrong password, each time with a different email. */
export async function wrongPassword(): Promise<void> {
  const email = `nobody-${Math.random().toString(36).slice(2)}@example.com`;
  await send("/api/v1/auth/login", json({ email, password: "Not-the-passw0rd!" }));
}

/** A user who is signed in. */
export interface SignedIn {
  /** Sends a request as this user and returns the answer. */
  readonly send: (path: string, init: FetchInit) => Promise<Response>;
}

/** Creates a user and signs in. */
export async function newUser(): Promise<SignedIn> {
  const name = Math.random().toString(36).slice(2, 12);
  const account = {
    email: `drill-${name}@example.com`,
    username: `drill_${name}`,
    password: "Dr1ll-with-care!",
  };
  const signedUp = await send("/api/v1/auth/signup", json({ ...account, full_name: "Drill" }));
  if (!signedUp.ok) throw new Error(`Sign-up returned ${await said(signedUp)}`);
  const { email, password } = account;
  const signedIn = await send("/api/v1/auth/login", json({ email, password }));
  if (!signedIn.ok) throw new Error(`Sign-in returned ${await said(signedIn)}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.replace(/;.*$/, ""))
    .join("; ");
  return {
    send: (path, init) => send(path, { ...init, headers: { ...init.headers, cookie } }),
  };
}

/** Creates a user who starts a negotiation. Returns the user and the negotiation's path. */
async function negotiating() {
  const user = await newUser();
  const deal = await created(user, "/api/v1/deals", DEAL);
  const target = { deal_id: deal, user_target_price: 17_000 };
  return {
    user,
    path: `/api/v1/negotiations/${await created(user, "/api/v1/negotiations", target)}`,
  };
}

/** So many people who chat with the language model about a car. Each waits for its answer before the next message. */
export async function chatting(count: number): Promise<Undo> {
  const negotiations = await comingIn(count, () =>
    eventually("somebody negotiates", SET_UP_SECONDS, negotiating),
  );
  const message = json({ content: "Can we do better than that?" });
  const talks = negotiations.map(({ user, path }) =>
    repeatedly(2, () => user.send(`${path}/messages`, message)),
  );
  return alike(...talks);
}

/**
 * How many people sign up at the same time. Hashing a password takes a core most of a second: if many sign up at once,
 * many get a 503, which uses up an objective's budget before there is any fault.
 */
const SIGN_UPS_AT_ONCE = 3;

/** Signs up a number of people, a few at a time. */
function comingIn<T>(count: number, signUp: () => Promise<T>): Promise<readonly T[]> {
  return limited(Array.from({ length: count }), SIGN_UPS_AT_ONCE, signUp);
}

/** People who only sign up and create a deal, at most at this rate per second. */
export function dealing(perSecond: number): Undo {
  return repeatedly(perSecond, async () => created(await newUser(), "/api/v1/deals", DEAL));
}

/** People who look at their deals, at this total rate per second. */
export async function looking(perSecond: number): Promise<Undo> {
  const users = await comingIn(15, () => eventually("somebody signs up", SET_UP_SECONDS, newUser));
  // Enough concurrent requests to use up every connection in the pool while none is answered.
  const loops = users.flatMap((user) => Array.from({ length: 4 }, () => user));
  const each = loops.map((user) =>
    repeatedly(perSecond / loops.length, () => user.send("/api/v1/deals", { method: "GET" })),
  );
  return alike(...each);
}

const DEAL = {
  customer_name: "A. Customer",
  customer_email: "customer@example.com",
  vehicle_make: "Honda",
  vehicle_model: "Civic",
  vehicle_year: 2020,
  vehicle_mileage: 30_000,
  vehicle_vin: "1HGCM82633A004352",
  asking_price: 18_500,
};

/** Creates something and returns its id. */
async function created(user: SignedIn, path: string, body: object): Promise<string> {
  const response = await user.send(path, json(body));
  if (!response.ok) throw new Error(`POST ${path} returned ${await said(response)}`);
  return ((await response.json()) as { readonly id: string }).id;
}

/** The options of a request with a JSON body. */
export function json(body: unknown, method = "POST"): FetchInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function send(path: string, init: FetchInit): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return fetchSecured(`${urlOf("backend")}${path}`, { ...init, signal });
}

async function said(response: Response): Promise<string> {
  return `${String(response.status)}: ${await response.text()}`;
}
