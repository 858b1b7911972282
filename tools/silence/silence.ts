import { z } from "zod";

/** A silence from Alertmanager's API, with the fields that are needed to create one. */
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

/** The operator of a matcher, in Alertmanager's notation. */
export function operatorOf({
  isRegex,
  isEqual,
}: Pick<Silence["matchers"][number], "isRegex" | "isEqual">): string {
  if (isRegex) return isEqual ? "=~" : "!~";
  return isEqual ? "=" : "!=";
}
