import { randomUUID } from "node:crypto";

import type { ApiClient } from "./client";
import type { Answer, ApiRequest } from "./exchange";
import type { Ask } from "./journeys/ask";
import { deal } from "./journeys/deals";
import { evaluating } from "./journeys/evaluations";
import { borrowing } from "./journeys/loans";
import { mistakes } from "./journeys/mistakes";
import { negotiating } from "./journeys/negotiations";
import { shopping } from "./journeys/vehicles";
import type { Pace } from "./pace";

// Each request of a user counts towards the API's limit of 1000 per hour, and each search towards the limit of 100.
// With this number nobody gets near either.
const REQUESTS_PER_USER = 300;

/** Thrown to leave a journey when the run is over. */
class Over extends Error {}

/**
 * Lives one user's life after another: signs up, signs in, looks for cars, works on deals, makes mistakes now and then,
 * signs out. The order is always the same, so that two runs of the same length send the same mix.
 */
export class Visitor {
  #made = 0;

  constructor(
    private readonly newClient: () => ApiClient,
    private readonly pace: Pace,
  ) {}

  /** Runs until the pace has no more turns. */
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
    // Until the service accepts it: people retry during an outage, too.
    while (!is(201, await ask({ method: "POST", route: "/api/v1/auth/signup", body: account }))) {
      // The sign-up may have succeeded although its answer was lost.
      if (await login(ask, email, password)) break;
    }
    while (!(await login(ask, email, password))) continue;
    const until = this.#made + REQUESTS_PER_USER;
    for (let round = 1; this.#made < until; round++) {
      // Like a page that finds its session expired.
      if (is(401, await dealing(ask, round))) await login(ask, email, password);
      await mistakes(ask, round);
      await shopping(ask, round);
      if (round % 3 === 0) await ask({ method: "POST", route: "/api/v1/auth/refresh" });
    }
    await ask({ method: "POST", route: "/api/v1/auth/logout" });
  }

  async #ask(client: ApiClient, request: ApiRequest): Promise<Answer | undefined> {
    if (!(await this.pace.turn())) throw new Over();
    this.#made += 1;
    return client.send(request);
  }
}

/** @returns the answer to the first request */
function dealing(ask: Ask, round: number): Promise<Answer | undefined> {
  return deal(ask, round, async (id) => {
    await evaluating(ask, id);
    await borrowing(ask, round, id);
    await negotiating(ask, round, id);
  });
}

async function login(ask: Ask, email: string, password: string): Promise<boolean> {
  const body = { email, password };
  return is(200, await ask({ method: "POST", route: "/api/v1/auth/login", body }));
}

const is = (status: number, answer: Answer | undefined) => answer?.status === status;
