/**
 * The body text of another server's response, which may be larger than can be kept.
 *
 * @param tooMuch makes the error to throw if the body has more than `most` bytes
 */
export async function boundedText(
  { body }: Response,
  most: number,
  tooMuch: () => Error,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // The bodies of fetch consist of bytes, which its types leave open.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooMuch();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
