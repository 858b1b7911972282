import { limited } from "../../../tools/limited";
import { eventually } from "../../../tools/polling";
import { fetchSecured, type FetchInit } from "../../clients/fetch";
import { urlOf } from "../../cluster/layout";
import { Traffic } from "../../traffic/traffic";
import { repeatedly, alike } from "../background";
import type { Undo } from "../drill";

/** The most requests that one loop sends in a second: so many come also where a busy machine takes a second for each. */
const PER_LOOP = 1;
const TIMEOUT_MS = 15_000;
/** Many who sign up at once take a busy machine its time. They are no part of the fault, so they may try again. */
const SET_UP_SECONDS = 60;

/** People who use everything, so many requests a second. */
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

/** Requests of one kind, so many a second, whatever is answered. */
export function flood(perSecond: number, request: () => Promise<unknown>): Undo {
  const loops = Math.ceil(perSecond / PER_LOOP);
  return alike(
    ...Array.from({ length: loops }, () => repeatedly(perSecond / loops, () => request())),
  );
}

/** Asks for a page that is not there. */
export async function strayRequest(): Promise<void> {
  await send("/nothing-is-here", { method: "GET" });
}

/** Signs in with a password that is wrong, each time for another email. */
export async function wrongPassword(): Promise<void> {
  const email = `nobody-${Math.random().toString(36).slice(2)}@example.com`;
  await send("/api/v1/auth/login", json({ email, password: "Not-the-passw0rd!" }));
}

export interface SignedIn {
  /** Sends a request as this user; what it is answered with. */
  readonly send: (path: string, init: FetchInit) => Promise<Response>;
}

/** A new user, signed in. */
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

/** A new user who has begun to negotiate, and the path of the negotiation. */
async function negotiating() {
  const user = await newUser();
  const deal = await created(user, "/api/v1/deals", DEAL);
  const target = { deal_id: deal, user_target_price: 17_000 };
  return {
    user,
    path: `/api/v1/negotiations/${await created(user, "/api/v1/negotiations", target)}`,
  };
}

/** So many people who talk with the language model about a car, each waiting for its answer. */
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
 * How many sign up at the same time. Hashing a password takes a core most of a second: of a crowd that signs up at once,
 * many are answered 503, which burns an objective's budget before any fault is there.
 */
const SIGN_UPS_AT_ONCE = 3;

/** So many people, each of whom signs up. */
function comingIn<T>(count: number, signUp: () => Promise<T>): Promise<readonly T[]> {
  return limited(Array.from({ length: count }), SIGN_UPS_AT_ONCE, signUp);
}

/** People who do nothing but sign up and make a deal, so many a second at the most. */
export function dealing(perSecond: number): Undo {
  return repeatedly(perSecond, async () => created(await newUser(), "/api/v1/deals", DEAL));
}

/** People who look at their deals, so many times a second in all. */
export async function looking(perSecond: number): Promise<Undo> {
  const users = await comingIn(15, () => eventually("somebody signs up", SET_UP_SECONDS, newUser));
  // Enough at a time to use up every connection there is while none is answered.
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

/** Makes something and returns its id. */
async function created(user: SignedIn, path: string, body: object): Promise<string> {
  const response = await user.send(path, json(body));
  if (!response.ok) throw new Error(`POST ${path} returned ${await said(response)}`);
  return ((await response.json()) as { readonly id: string }).id;
}

/** A request with a JSON body. */
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
