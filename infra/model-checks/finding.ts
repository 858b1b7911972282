/** Something wrong in what a stack declares. Each part is a piece of a sentence, or a sentence, on one line. */
export interface Finding {
  /** The name of the check that found it. */
  readonly check: string;
  /** The kind and name of the thing, and what is wrong with it. */
  readonly what: string;
  /** The file or folder to look in. */
  readonly where: string;
  /** What would go wrong if it were applied. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
}

/** A finding before the name of its check is added. */
export type Fault = Omit<Finding, "check">;

/** A finding on two lines: what is wrong and where, then why it matters and how to fix it. */
export function findingText({ check, what, where, why, fix }: Finding): string {
  return `${where}: ${what} [${check}]\n  ${why} ${fix}`;
}
