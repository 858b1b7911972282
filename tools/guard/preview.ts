import { z } from "zod";

import { Problem } from "../problem";

/** As much of a resource's state as is looked at: apitype.ResourceV3 of Pulumi's SDK. */
const State = z.object({
  type: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
});

/** One thing that the engine intends to do: display.PreviewStep. */
const Step = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: State.optional(),
  newState: State.optional(),
});

/** What `pulumi preview --json` writes: display.PreviewDigest. */
const Digest = z.object({ steps: z.array(Step) });

export type State = z.output<typeof State>;
export type Step = z.output<typeof Step>;

/**
 * The steps of a preview.
 * @param text what `pulumi preview --json` has written
 * @param where it was read, for the message
 * @throws Problem where it is no such thing. A preview that failed has written none
 */
export function stepsOf(text: string, where: string): readonly Step[] {
  const parsed = Digest.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data.steps;
  const [issue] = parsed.error.issues;
  throw new Problem(
    `${where} is not a preview: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(),
    "Write it with: pulumi preview --json --show-sames --show-replacement-steps > preview.json",
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
