/** Something the user can mend: one line of cause, one of remedy. */
export class Problem extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
    this.name = "Problem";
  }
}
