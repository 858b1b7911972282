import { z } from "zod";

/** A silence as Alertmanager's API gives it, of which the fields that make one. */
export const silence = z.object({
  id: z.string(),
  matchers: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      isRegex: z.boolean().default(false),
      isEqual: z.boolean().default(true),
    }),
  ),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  createdBy: z.string(),
  comment: z.string(),
});
export type Silence = z.output<typeof silence>;

/** What a matcher compares by, in Alertmanager's notation. */
export function operatorOf({
  isRegex,
  isEqual,
}: Pick<Silence["matchers"][number], "isRegex" | "isEqual">): string {
  if (isRegex) return isEqual ? "=~" : "!~";
  return isEqual ? "=" : "!=";
}
