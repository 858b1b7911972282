import { randomInt, randomUUID } from "node:crypto";

import type { UpstreamsControl } from "../../../lab/upstreams/client";
import type { FaultOrder } from "../../../lab/upstreams/faults";
import { DEAL_STATUSES } from "../../../service/metrics/labels";
import { fieldOf } from "../../../lab/traffic/journeys/ask";
import { eventually } from "../../../tools/polling";

/** A backend, and the controls that are needed to make everything fail once. */
export interface Place {
  readonly baseUrl: string;
  readonly upstreams: UpstreamsControl;
  /** Runs SQL as PostgreSQL's superuser. */
  readonly sql: (text: string) => Promise<unknown>;
  /** The PostgreSQL role of the backend. */
  readonly role: string;
  /** Does something while the upstreams are unreachable. */
  readonly withoutUpstreams: (work: () => Promise<void>) => Promise<void>;
}

const V1 = "/api/v1";

/** Until PostgreSQL refuses connections. */
const REFUSED_SECONDS = 30;

/** Longer than the backend's timeout for the model. */
const PATIENCE_MS = 40_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A person whose requests all get an answer, good or bad. */
class Person {
  readonly email = `mishap-${randomUUID()}@example.com`;
  readonly #password = `Aa1!${randomUUID()}`;
  readonly #cookies = new Map<string, string>();

  constructor(private readonly baseUrl: string) {}

  async ask(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.baseUrl}${V1}${path}`, {
      method,
      headers: {
        Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body && { "Content-Type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** @throws Error if nothing was created */
  async make(path: string, body: object): Promise<string> {
    const answer = await this.ask("POST", path, body);
    if (answer.status !== 201) {
      throw new Error(`POST ${path} returned ${JSON.stringify(answer)}.`);
    }
    return String(fieldOf(answer.body, "id"));
  }

  signUp(): Promise<Answer> {
    const username = `m${randomUUID().replaceAll("-", "")}`;
    return this.ask("POST", "/auth/signup", {
      email: this.email,
      username,
      password: this.#password,
    });
  }

  signIn(password = this.#password): Promise<Answer> {
    return this.ask("POST", "/auth/login", { email: this.email, password });
  }

  /** Searches for cars that nobody has searched for before, so that no cache has the answer. */
  async search(): Promise<Answer> {
    return this.ask("POST", "/vehicles/search", { mileage_max: 100_000 + randomInt(800_000) });
  }

  async deal(status?: string): Promise<string> {
    return this.make("/deals", { ...DEAL, ...(status !== undefined && { status }) });
  }

  /** Starts a negotiation of a new deal. */
  async negotiation(): Promise<string> {
    return this.make("/negotiations", { deal_id: await this.deal(), user_target_price: 17_000 });
  }
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

async function newPerson({ baseUrl }: Place): Promise<Person> {
  const person = new Person(baseUrl);
  await person.signUp();
  await person.signIn();
  return person;
}

/**
 * Everything that fails now and then and does not occur in people's usual journeys: every reason for which something is
 * rejected, fails or times out. Afterwards everything works again.
 */
export async function everyMishap(place: Place): Promise<void> {
  const person = await newPerson(place);
  // A deal can be created with any status.
  for (const status of DEAL_STATUSES) await person.deal(status);
  await refusals(place);
  try {
    await failingModel(place, person);
    await failingVehicleApi(place, person);
  } finally {
    await place.upstreams.reset();
  }
  await place.withoutUpstreams(async () => {
    // The first requests fail until the circuit breaker opens, on each replica separately.
    for (let n = 0; n < 12; n++) await person.search();
  });
  await failingDatabase(place, person);
}

async function refusals(place: Place): Promise<void> {
  const person = await newPerson(place);
  await person.signIn("not the password");
  await place.sql(`UPDATE users SET is_active = false WHERE email = '${person.email}'`);
  await person.signIn();
  await fetch(`${place.baseUrl}${V1}/auth/me`, { headers: { Cookie: "access_token=forged" } });
}

async function failingModel({ upstreams }: Place, person: Person): Promise<void> {
  const id = await person.negotiation();
  const faults: readonly FaultOrder[] = [
    { mode: "fail", status: 401 },
    { mode: "fail", status: 500 },
    { mode: "throttle", retryAfterSeconds: 0 },
    { mode: "garbage" },
    { mode: "stall" },
  ];
  for (const fault of faults) {
    await upstreams.order("llm", fault);
    await person.ask("POST", `/negotiations/${id}/messages`, { content: "Is that all?" });
  }
}

async function failingVehicleApi({ upstreams }: Place, person: Person): Promise<void> {
  // Each fault occurs once, and then the API works: consecutive failures would stop the requests to it.
  const faults: readonly FaultOrder[] = [
    { mode: "throttle", retryAfterSeconds: 0, count: 1 },
    { mode: "garbage", count: 1 },
    { mode: "fail", status: 500, count: 1 },
    { mode: "stall", count: 1 },
  ];
  for (const fault of faults) {
    await upstreams.order("vehicle-api", fault);
    await person.search();
  }
}

/** Makes a statement of each kind fail on each table, and one without a table fail to get a connection. */
async function failingDatabase({ sql, role, baseUrl }: Place, person: Person): Promise<void> {
  const deal = await person.deal();
  const negotiation = await person.negotiation();
  const first = ["users", "refresh_tokens", "deals", "vehicles", "favorites"];
  const all = [...first, "negotiation_sessions", "loan_applications"];
  await without(sql, all, async () => {
    await new Person(baseUrl).signUp();
    await person.ask("POST", "/auth/refresh");
    await person.ask("GET", "/deals");
    await person.search();
    await person.ask("DELETE", `/favorites/${DEAL.vehicle_vin}`);
    await person.ask("GET", `/negotiations/${negotiation}`);
    await person.ask("GET", "/loans/applications");
  });
  // These tables are reached only through others.
  await without(sql, ["deal_evaluations", "negotiation_messages"], async () => {
    await person.ask("GET", `/deals/${deal}/evaluations`);
    await person.ask("GET", `/negotiations/${negotiation}`);
  });
  // With a refresh token that nothing of the above has used up.
  await person.signIn();
  await sql(
    `ALTER ROLE ${role} CONNECTION LIMIT 0;
     SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`,
  );
  try {
    // A transaction: its BEGIN fails to get a connection.
    await eventually("a refresh gets no connection to PostgreSQL", REFUSED_SECONDS, async () => {
      const { status, body } = await person.ask("POST", "/auth/refresh");
      if (status !== 503) throw new Error(`It was answered ${status} ${JSON.stringify(body)}.`);
    });
  } finally {
    await sql(`ALTER ROLE ${role} CONNECTION LIMIT -1`);
  }
}

/** Does something while some tables are renamed. */
async function without(
  sql: Place["sql"],
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const rename = (from: string, to: string) => `ALTER TABLE ${from} RENAME TO ${to}`;
  await sql(tables.map((table) => rename(table, `${table}_gone`)).join("; "));
  try {
    await work();
  } finally {
    await sql(tables.map((table) => rename(`${table}_gone`, table)).join("; "));
  }
}
