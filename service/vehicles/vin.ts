import { z } from "zod";

/** A vehicle identification number, in upper case. ISO 3779: no I, O or Q, which look like digits. */
export const Vin = z
  .string()
  .toUpperCase()
  .regex(/^[A-HJ-NPR-Z0-9]{17}$/i, "must have 17 letters and digits, without I, O and Q");
