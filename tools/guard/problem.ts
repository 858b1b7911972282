/** Something whoever runs the guard can mend: one line of cause, one of remedy. */
export class GuardProblem extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
  }
}
