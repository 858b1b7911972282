import { hash, verify } from "@node-rs/argon2";

// OWASP's password storage cheat sheet: argon2id (the library's default; its name for it is a const
// enum, which cannot be used here) with 19 MiB, 2 passes, 1 lane.
const OPTIONS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

let ofNobody: Promise<string> | undefined;

/**
 * Whether the password is correct. For a user that does not exist (`undefined`) it takes just as long and returns
 * false, so that timing does not reveal who has an account.
 */
export async function passwordMatches(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  const right = await verify(passwordHash ?? (await (ofNobody ??= hashPassword(""))), password);
  return passwordHash !== undefined && right;
}
