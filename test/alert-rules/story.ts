import type { AlertName } from "../../alert-rules/alerts";
import type { Story } from "../support/promtool";

/** What every alert has to be seen quiet on, or to say why it cannot come about. */
export const CASES = ["just below the limit", "no traffic", "restarted counter"] as const;
export type Case = (typeof CASES)[number];

/** One story of an alert: the series, and what must fire. */
export type Tale = Omit<Story, "groups" | "alert"> & {
  readonly title: string;
  /** The case that this story is the alert's one for. */
  readonly case?: Case;
};

/** An alert's stories, and why a case cannot come about for it: it has no limit, or reads no counter. */
export interface Told {
  readonly tales: readonly Tale[];
  readonly cannotBe: Readonly<Partial<Record<Case, string>>>;
}

export type Stories = Readonly<Partial<Record<AlertName, Told>>>;
