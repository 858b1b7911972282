import { createSecretKey, type KeyObject } from "node:crypto";

import { sign, verify } from "jsonwebtoken";
import { z } from "zod";

export const ACCESS_TOKEN_SECONDS = 30 * 60;

const ISSUER = "autodealgenie";
const ALGORITHM = "HS256";
const Claims = z.object({ sub: z.uuid() });

/** Signed tokens that identify a user for 30 minutes without a database lookup. */
export class AccessTokens {
  // A KeyObject; given as text, the key's type would be worked out anew at each verification.
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

  /** The user that the token names; undefined if it is forged, damaged or expired. */
  userOf(token: string): string | undefined {
    try {
      const claims = verify(token, this.#key, { algorithms: [ALGORITHM], issuer: ISSUER });
      return Claims.safeParse(claims).data?.sub;
    } catch {
      return undefined;
    }
  }
}
