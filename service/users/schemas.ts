import { z } from "zod";

import { email, text } from "../text";

const RESERVED = ["admin", "administrator", "root", "system", "support", "autodealgenie", "api"];

// Passwords that meet the rules below but are on every attacker's list.
const COMMON = [
  "password1!",
  "password123!",
  "passw0rd!",
  "p@ssw0rd",
  "p@ssw0rd1",
  "p@ssword1",
  "qwerty123!",
  "qwerty1!",
  "welcome1!",
  "welcome123!",
  "letmein1!",
  "admin123!",
  "abcd1234!",
  "abc123!@#",
];

const username = z
  .string()
  .min(3)
  .max(50)
  .regex(
    /^[A-Za-z][A-Za-z0-9_.-]*$/,
    "must begin with a letter and hold letters, digits and _.- only",
  )
  .refine((name) => !RESERVED.includes(name.toLowerCase()), "is reserved");

// At most 128 characters, because each one adds to the time for hashing.
const password = z
  .string()
  .min(8)
  .max(128)
  .regex(/[A-Z]/, "must contain an upper-case letter")
  .regex(/[a-z]/, "must contain a lower-case letter")
  .regex(/[0-9]/, "must contain a digit")
  .regex(/[^A-Za-z0-9]/, "must contain a symbol")
  .refine((it) => !COMMON.includes(it.toLowerCase()), "is too common");

export const SignUp = z.strictObject({
  email,
  username,
  password,
  full_name: text(200).nullish().default(null),
});
export type SignUp = z.output<typeof SignUp>;

export const SignIn = z.strictObject({ email, password: z.string().min(1).max(128) });

/** A user as others may see one. */
export const User = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  username: z.string(),
  full_name: z.string().nullable(),
  created_at: z.iso.datetime(),
});
export type User = z.output<typeof User>;
