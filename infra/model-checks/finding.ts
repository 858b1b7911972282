/** Something wrong with what a stack declares. Each part is a piece of a sentence, or a sentence, on one line. */
export interface Finding {
  /** The check that found it, by its name. */
  readonly check: string;
  /** Which thing it is, by kind and name, and what is wrong with it. */
  readonly what: string;
  /** The file or folder to look in. */
  readonly where: string;
  /** What would go wrong if it were applied. */
  readonly why: string;
  /** The way out. */
  readonly fix: string;
}

/** What a check says of one thing: its own name is added to it. */
export type Fault = Omit<Finding, "check">;

/** A finding on two lines: what is wrong and where, then why that matters and what to do. */
export function findingText({ check, what, where, why, fix }: Finding): string {
  return `${where}: ${what} [${check}]\n  ${why} ${fix}`;
}
