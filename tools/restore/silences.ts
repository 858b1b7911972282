import { z } from "zod";

import { Problem } from "../problem";
import { operatorOf, silence, type Silence } from "../silence/silence";

/** @param whose describes the source, for the error if the text is not a list of silences */
export function silencesIn(text: string, whose: string): readonly Silence[] {
  try {
    return z.array(silence).parse(JSON.parse(text));
  } catch (error) {
    throw new Problem(
      `${whose} is not a list of silences: ${error instanceof SyntaxError ? error.message : "a field is missing or wrong"}.`,
      "Choose another backup: see --list.",
    );
  }
}

/**
 * The silences to create so that everything in a backup exists that has not expired meanwhile. Existing silences stay
 * as they are, even if they were changed since. The result has no ids: given the id of an expired one, Alertmanager
 * would create another silence each time.
 * @param now milliseconds since 1970
 */
export function missing(
  backup: readonly Silence[],
  current: readonly Silence[],
  now: number,
): readonly Omit<Silence, "id">[] {
  const ids = new Set(current.map(({ id }) => id));
  const there = new Set(current.map(identityOf));
  return backup
    .filter(({ endsAt }) => Date.parse(endsAt) > now)
    .filter((each) => !ids.has(each.id) && !there.has(identityOf(each)))
    .map(({ matchers, startsAt, endsAt, createdBy, comment }) => ({
      matchers,
      startsAt,
      endsAt,
      createdBy,
      comment,
    }));
}

/** Without the start time: a silence that is created again starts at that moment. */
function identityOf({ matchers, endsAt, createdBy, comment }: Silence): string {
  const sorted = matchers
    .map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual]))
    .sort();
  return JSON.stringify([sorted, Date.parse(endsAt), createdBy, comment]);
}

/** A silence on one line, for people. */
export function silenceText({ matchers, endsAt, createdBy, comment }: Omit<Silence, "id">): string {
  const matched = matchers.map(
    (matcher) => `${matcher.name}${operatorOf(matcher)}${JSON.stringify(matcher.value)}`,
  );
  return `{${matched.join(", ")}} until ${endsAt}, by ${createdBy}: ${comment}`;
}
