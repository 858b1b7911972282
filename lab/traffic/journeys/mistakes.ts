import { randomUUID } from "node:crypto";

import type { Ask } from "./ask";
import { DEAL, DEALS } from "./deals";

/** Mistakes that people make: a wrong password, a wrong URL, an invalid form, somebody else's deal. */
export async function mistakes(ask: Ask, round: number): Promise<void> {
  if (round % 2 === 1) {
    const body = { email: `nobody-${randomUUID()}@example.com`, password: "wrong" };
    await ask({ method: "POST", route: "/api/v1/auth/login", body });
    await ask({ method: "GET", route: DEAL, id: randomUUID() });
  } else {
    await ask({ method: "GET", route: "unmatched", path: "/api/v1/no-such-thing" });
    await ask({ method: "POST", route: DEALS, body: { notes: "empty" } });
  }
}
