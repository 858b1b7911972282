/**
 * The wait that a Retry-After header asks for (RFC 9110, section 10.2.3), given in seconds or as a date.
 *
 * @param now in milliseconds since the epoch
 * @returns milliseconds, never negative; undefined if the header cannot be understood
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  // Dates of RFC 9110 end like this; Date.parse alone accepts almost anything.
  const date = header.endsWith(" GMT") ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
