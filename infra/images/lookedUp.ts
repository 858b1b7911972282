import type { Digest } from "./registry";

/** By an image's name in the table what was looked up, and for which image. */
export type LookedUp = Readonly<
  Partial<Record<string, { readonly image: string; readonly digest: Digest }>>
>;
