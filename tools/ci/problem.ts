/** Something whoever runs a workflow can mend: one line of cause, one of remedy. */
export class DeliveryProblem extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
  }
}
