/** Something the person who compares can mend: one line of cause, one of remedy. */
export class ReviewProblem extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
  }
}
