import { createSecretKey, type KeyObject } from "node:crypto";

import { sign, verify } from "jsonwebtoken";
import { z } from "zod";

export const ACCESS_TOKEN_SECONDS = 30 * 60;

const ISSUER = "autodealgenie";
const ALGORITHM = "HS256";
const Claims = z.object({ sub: z.uuid() });

/** Signed statements of who somebody is, which are believed without asking anybody for 30 minutes. */
export class AccessTokens {
  // As text, each verification would try anew which kind of key that is.
  readonly #key: KeyObject;

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(secret));
  }

  issue(userId: string): string {
    return sign({}, this.#key, {
      algorithm: ALGORITHM,
      subject: userId,
      issuer: ISSUER,
      expiresIn: ACCESS_TOKEN_SECONDS,
    });
  }

  /** The user whom the token names; undefined when it is forged, damaged or too old. */
  userOf(token: string): string | undefined {
    try {
      const claims = verify(token, this.#key, { algorithms: [ALGORITHM], issuer: ISSUER });
      return Claims.safeParse(claims).data?.sub;
    } catch {
      return undefined;
    }
  }
}
