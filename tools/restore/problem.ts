/** Something whoever restores can mend: one line of cause, one of remedy. */
export class RestoreProblem extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
  }
}
