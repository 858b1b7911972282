import { sign, verify } from "jsonwebtoken";
import { z } from "zod";

export const ACCESS_TOKEN_SECONDS = 30 * 60;

const ISSUER = "autodealgenie";
const ALGORITHM = "HS256";
const Claims = z.object({ sub: z.uuid() });

/** Signed statements of who somebody is, which are believed without asking anybody for 30 minutes. */
export class AccessTokens {
  constructor(private readonly secret: string) {}

  issue(userId: string): string {
    return sign({}, this.secret, {
      algorithm: ALGORITHM,
      subject: userId,
      issuer: ISSUER,
      expiresIn: ACCESS_TOKEN_SECONDS,
    });
  }

  /** The user whom the token names; undefined when it is forged, damaged or too old. */
  userOf(token: string): string | undefined {
    try {
      const claims = verify(token, this.secret, { algorithms: [ALGORITHM], issuer: ISSUER });
      return Claims.safeParse(claims).data?.sub;
    } catch {
      return undefined;
    }
  }
}
