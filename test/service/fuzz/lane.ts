import { PASSWORD } from "../browser";
import type { Answers } from "./answers";
import { type Answer } from "./answers";
import type { JsonSchema, Operation } from "./document";
import { Memory } from "./memory";
import { astray, spoil, type Draft } from "./mutate";
import { Random } from "./random";
import type { Samples } from "./samples";

/** The results of the requests. */
export class Tally {
  requests = 0;
  /** How often each operation succeeded, by name. */
  readonly succeeded = new Map<string, number>();
  readonly statuses = new Map<number, number>();
  /** What was wrong, with one example of each kind. */
  readonly faults = new Map<string, string>();
}

interface LaneArgs {
  readonly url: string;
  readonly seed: number;
  readonly operations: readonly Operation[];
  readonly samples: Samples;
  readonly answers: Answers;
  readonly tally: Tally;
  /** The email of a user whose password is PASSWORD. */
  readonly email: string;
  /** Ids of resources of other users, by path such as `/api/v1/deals/{id}`. */
  readonly foreign: Readonly<Record<string, string>>;
}

// Hashing a password takes a tenth of a second, and two of these answers are long.
const SLOW = /\/(signup|login|metrics|openapi\.json)$/;

/** A user who sends random requests one after another. The same seed gives the same requests. */
export class Lane {
  readonly #random: Random;
  readonly #memory = new Memory();
  readonly #cookies = new Map<string, string>();

  constructor(private readonly args: LaneArgs) {
    this.#random = new Random(args.seed);
  }

  async signIn(): Promise<void> {
    const { email } = this.args;
    const login = this.args.operations.find(({ path }) => path.endsWith("/login"));
    if (login === undefined) throw new Error("the document has no operation to sign in");
    const body = JSON.stringify({ email, password: PASSWORD });
    const headers = { "Content-Type": "application/json" };
    await this.#send({ method: "POST", path: login.path, query: [], headers, body });
  }

  async run(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.#one();
  }

  async #one(): Promise<void> {
    const random = this.#random;
    const operation = this.#operation();
    const draft = this.#draft(operation);
    const way = random.next();
    let wrong: "method" | "path" | undefined;
    if (way < 0.1) wrong = astray(draft, random);
    else if (way < 0.5) spoil(draft, random);
    const answer = await this.#send(draft);
    const { tally } = this.args;
    tally.requests += 1;
    tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
    if (answer.status < 300 && wrong === undefined) {
      tally.succeeded.set(operation.name, (tally.succeeded.get(operation.name) ?? 0) + 1);
      if (answer.contentType?.includes("json")) {
        this.#memory.learn(operation.path, JSON.parse(answer.text));
      }
    }
    const fault = this.#fault(operation, draft, wrong, answer);
    if (fault !== undefined && tally.faults.size < 50) {
      const key = `${wrong === undefined ? operation.name : `wrong ${wrong}`}: ${fault}`;
      const { method, path, query, headers, body } = draft;
      const sent = JSON.stringify({ method, path, query, headers, body }).slice(0, 700);
      const got = `${answer.status} ${answer.text.slice(0, 300)}`;
      if (!tally.faults.has(key)) tally.faults.set(key, `\n  sent ${sent}\n  got ${got}`);
    }
  }

  #fault(operation: Operation, draft: Draft, wrong: "method" | "path" | undefined, it: Answer) {
    const { answers, operations } = this.args;
    const bodiless = draft.method === "HEAD";
    if (it.status >= 500) return `status ${it.status}`;
    if (wrong === undefined) return answers.fault(operation, it);
    if (wrong === "method") {
      const method = bodiless ? "GET" : draft.method;
      const there = operations.find((one) => one.name === `${method} ${operation.path}`);
      if (there !== undefined) return answers.fault({ ...there, method: draft.method }, it);
      if (it.status !== 405) return `status ${it.status} instead of 405`;
    } else if (it.status < 400) {
      return `status ${it.status} instead of a refusal`;
    }
    return answers.problemFault(it, bodiless);
  }

  /** A random operation, with slow ones less often. */
  #operation(): Operation {
    const picked = this.#random.pick(this.args.operations);
    return SLOW.test(picked.path) && this.#random.chance(0.75) ? this.#operation() : picked;
  }

  /** A valid request according to the document. */
  #draft(operation: Operation): Draft {
    const { method, body, query } = operation;
    const headers: Record<string, string> = {};
    const cookies = this.#random.chance(0.07) ? [] : [...this.#cookies];
    if (cookies.length > 0) headers.Cookie = cookies.map((pair) => pair.join("=")).join("; ");
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const values = Object.entries((query && this.#sample(query)) ?? {});
    return {
      method,
      path: this.#path(operation.path),
      query: values.map(([name, value]) => [name, String(value)]),
      headers,
      body: body && JSON.stringify(this.#body(operation, body)),
    };
  }

  #path(pattern: string): string {
    const random = this.#random;
    return pattern.replace(/\{(\w+)\}/g, (parameter, name: string, offset: number) => {
      const beginning = pattern.slice(0, offset) + parameter;
      if (random.chance(0.05)) return this.args.foreign[beginning] ?? "none";
      return (
        this.#memory.forPath(beginning, random) ??
        (name === "vin" ? "1HGCM82633A004352" : "7c9e6679-7425-40de-944b-e07fc1f90ae7")
      );
    });
  }

  #body({ path }: Operation, schema: JsonSchema): unknown {
    const sample = this.#sample(schema);
    if (path.endsWith("/login") && this.#random.chance(0.6)) {
      return { email: this.args.email, password: PASSWORD };
    }
    const known = Object.keys(schema.properties ?? {}).flatMap((name) => {
      const value = this.#memory.forProperty(name, this.#random);
      return value !== undefined && this.#random.chance(0.7) ? [[name, value] as const] : [];
    });
    return { ...sample, ...Object.fromEntries(known) };
  }

  #sample(schema: JsonSchema): object {
    const sample = this.#random.pick(this.args.samples.get(schema) ?? []);
    return typeof sample === "object" && sample !== null ? sample : {};
  }

  async #send({ method, path, query, headers, body }: Draft): Promise<Answer> {
    const search = new URLSearchParams(query).toString();
    const response = await fetch(`${this.args.url}${path}${search && `?${search}`}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const contentType = response.headers.get("Content-Type") ?? undefined;
    return { status: response.status, contentType, text };
  }

  /** Keeps the access token after a sign-out, because it stays valid. */
  #keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value !== "") this.#cookies.set(name, value);
    else if (name === "refresh_token") this.#cookies.delete(name);
  }
}
