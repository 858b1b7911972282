import { randomUUID } from "node:crypto";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // Whatever JSON came; what it must be is what the tests say.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export const PASSWORD = "Correct-horse-7";

export const CAR = {
  customer_name: "Ada Buyer",
  customer_email: "ada@example.com",
  vehicle_make: "Honda",
  vehicle_model: "Civic",
  vehicle_year: 2020,
  vehicle_mileage: 30_000,
  vehicle_vin: "1HGCM82633A004352",
  asking_price: 18_500.5,
};

/** A client that keeps cookies, and lets tests read and change them. */
export class Browser {
  readonly cookies = new Map<string, string>();
  email = "";

  constructor(private readonly url: string) {}

  /** Creates an account and signs in. */
  static async signedIn(url: string): Promise<Browser> {
    const browser = new Browser(url);
    await browser.signUp();
    await browser.login();
    return browser;
  }

  async signUp(account: Record<string, unknown> = {}): Promise<Reply> {
    const id = randomUUID();
    this.email = `${id}@example.com`;
    const username = `u${id.slice(0, 8)}`;
    return this.post("/api/v1/auth/signup", {
      email: this.email,
      username,
      password: PASSWORD,
      ...account,
    });
  }

  login(email = this.email, password = PASSWORD): Promise<Reply> {
    return this.post("/api/v1/auth/login", { email, password });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send(path, { headers });
  }

  post(path: string, body?: unknown): Promise<Reply> {
    return this.#json("POST", path, body);
  }

  put(path: string, body?: unknown): Promise<Reply> {
    return this.#json("PUT", path, body);
  }

  delete(path: string): Promise<Reply> {
    return this.send(path, { method: "DELETE" });
  }

  /** Creates a deal of this user. @returns its id */
  async deal(more: Record<string, unknown> = {}): Promise<string> {
    const { body } = await this.post("/api/v1/deals", { ...CAR, ...more });
    return body.id;
  }

  async send(path: string, init: RequestInit = {}): Promise<Reply> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set(
        "Cookie",
        [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      );
    }
    const response = await fetch(this.url + path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === "") this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const body = isJson && text !== "" ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body };
  }

  #json(method: string, path: string, body: unknown): Promise<Reply> {
    const headers = new Headers(body === undefined ? [] : [["Content-Type", "application/json"]]);
    return this.send(path, { method, headers, body: JSON.stringify(body) });
  }
}
