import { z } from "zod";

/** A line or a paragraph. PostgreSQL can store any character except NUL, and, in JSON, lone surrogates. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\0]*$/, "must not contain NUL")
    .refine((it) => !/\p{Cs}/u.test(it), "must not contain half of a surrogate pair");

// RFC 5321, section 4.5.3.1.3: a path has at most 256 octets, including its brackets.
export const email = z.email().max(254).toLowerCase();
