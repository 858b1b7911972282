/** A manifest's name for good: whoever has the bytes can tell that it is theirs. */
export type Digest = `sha256:${string}`;

/** By an image's name in the table what was looked up, and for which image. */
export type LookedUp = Readonly<
  Partial<Record<string, { readonly image: string; readonly digest: Digest }>>
>;
