/** An error that the user can fix: one line of cause, one of remedy. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    cause: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(cause, options);
  }

  /** Both lines, as a program prints them. */
  override toString(): string {
    return `${this.message}\n${this.remedy}`;
  }
}
