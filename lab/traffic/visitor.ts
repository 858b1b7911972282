import { randomUUID } from "node:crypto";

import type { ApiClient, ApiRequest, Answer } from "./client";
import type { Pace } from "./pace";

const DEALS = "/api/v1/deals";
const DEAL = "/api/v1/deals/:id";

// Each request of a user counts towards the API's limit of 1000 an hour; nobody comes near it.
const REQUESTS_PER_USER = 500;
const READS_AFTER_A_CHANGE = 6;

/** Thrown out of a story when the run is over. */
class Over extends Error {}

/**
 * Lives one user's life after the other: signs up, signs in, works on deals, makes mistakes now and
 * then, signs out. Always in the same order, so that two runs of one length send the same mix.
 */
export class Visitor {
  #made = 0;

  constructor(
    private readonly newClient: () => ApiClient,
    private readonly pace: Pace,
  ) {}

  /** Goes on until the pace has no more turns. */
  async visit(): Promise<void> {
    try {
      for (;;) await this.#life();
    } catch (error) {
      if (!(error instanceof Over)) throw error;
    }
  }

  async #life(): Promise<void> {
    const client = this.newClient();
    const id = randomUUID();
    const email = `${id}@example.com`;
    const password = `Aa1!${randomUUID()}`;
    const ask = (request: ApiRequest) => this.#ask(client, request);
    const name = `u${id.replaceAll("-", "")}`;
    const account = { email, username: name, password };
    // Until the service lets us in; in an outage people try again, too.
    while (!is(201, await ask({ method: "POST", route: "/api/v1/auth/signup", body: account }))) {
      // An answer that was lost on its way may have been a success.
      if (await this.#login(ask, email, password)) break;
    }
    while (!(await this.#login(ask, email, password))) continue;
    const until = this.#made + REQUESTS_PER_USER;
    for (let round = 1; this.#made < until; round++) {
      // As a page does that finds its session over.
      if ((await this.#dealing(ask, round)) === 401) await this.#login(ask, email, password);
      await this.#blunders(ask, round);
      if (round % 5 === 0) await ask({ method: "POST", route: "/api/v1/auth/refresh" });
    }
    await ask({ method: "POST", route: "/api/v1/auth/logout" });
  }

  async #login(ask: Ask, email: string, password: string): Promise<boolean> {
    const body = { email, password };
    return is(200, await ask({ method: "POST", route: "/api/v1/auth/login", body }));
  }

  /** A deal from its first day to its last. @returns the status of its beginning */
  async #dealing(ask: Ask, round: number): Promise<number | undefined> {
    const created = await ask({ method: "POST", route: DEALS, body: newDeal(round) });
    const id = idOf(created);
    if (id === undefined) return created?.status;
    const read = async () => {
      for (let n = 0; n < READS_AFTER_A_CHANGE; n++) await ask({ method: "GET", route: DEAL, id });
    };
    const become = (status: string) => ask({ method: "PUT", route: DEAL, id, body: { status } });
    await read();
    await ask({ method: "GET", route: "/api/v1/auth/me" });
    await become("in_progress");
    await read();
    await ask({ method: "GET", route: DEALS, path: `${DEALS}?limit=5` });
    await become(round % 3 === 0 ? "cancelled" : "completed");
    await read();
    if (round % 4 === 0) await ask({ method: "DELETE", route: DEAL, id });
    else if (round % 4 === 1) await become("pending");
    return created?.status;
  }

  /** What people get wrong: a password, an address, a form, somebody else's deal. */
  async #blunders(ask: Ask, round: number): Promise<void> {
    if (round % 2 === 0) {
      await this.#login(ask, `nobody-${randomUUID()}@example.com`, "wrong");
    }
    if (round % 3 === 0) {
      await ask({ method: "GET", route: "unmatched", path: "/api/v1/no-such-thing" });
    }
    if (round % 3 === 1) await ask({ method: "GET", route: DEAL, id: randomUUID() });
    if (round % 4 === 3) await ask({ method: "POST", route: DEALS, body: { notes: "empty" } });
  }

  async #ask(client: ApiClient, request: ApiRequest): Promise<Answer | undefined> {
    if (!(await this.pace.turn())) throw new Over();
    this.#made += 1;
    return client.send(request);
  }
}

type Ask = (request: ApiRequest) => Promise<Answer | undefined>;

const is = (status: number, answer: Answer | undefined) => answer?.status === status;

function idOf(answer: Answer | undefined): string | undefined {
  const { status, body } = answer ?? {};
  const made = status === 201 && typeof body === "object" && body !== null && "id" in body;
  return made && typeof body.id === "string" ? body.id : undefined;
}

const newDeal = (round: number) => ({
  customer_name: "A. Customer",
  customer_email: "customer@example.com",
  vehicle_make: "Honda",
  vehicle_model: "Civic",
  vehicle_year: 2020,
  vehicle_mileage: 30_000 + round,
  vehicle_vin: "1HGCM82633A004352",
  asking_price: 18_500,
});
