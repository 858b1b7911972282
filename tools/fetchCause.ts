/** Why fetch() got no answer, which it itself says only in the error behind its own. */
export function fetchCause(error: unknown): string {
  const { message, cause } = error as Error;
  // Not always an Error by this process's own class: a test's realm has another.
  const { message: reason = "" } = (cause ?? {}) as Partial<Error>;
  return reason === "" ? message : reason;
}
