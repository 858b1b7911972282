/**
 * The text of an answer of another server, which may send more than can be kept.
 * @param tooMuch what is thrown where it has more bytes than `most`
 */
export async function boundedText(
  { body }: Response,
  most: number,
  tooMuch: () => Error,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // fetch's bodies are of bytes; its types leave that open.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooMuch();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
