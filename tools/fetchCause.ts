/** Why fetch() got no answer: its own error hides the reason in its cause. */
export function fetchCause(error: unknown): string {
  const { message, cause } = error as Error;
  // The cause may be an Error of another class: tests have their own realm.
  const { message: reason = "" } = (cause ?? {}) as Partial<Error>;
  return reason === "" ? message : reason;
}
