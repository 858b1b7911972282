import { z } from "zod";

import { Problem } from "../problem";

/** The fields of a resource's state that are used here: apitype.ResourceV3 in Pulumi's SDK. */
const State = z.object({
  type: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
});

/** One step that the engine plans: display.PreviewStep. */
const Step = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: State.optional(),
  newState: State.optional(),
});

/** The output of `pulumi preview --json`: display.PreviewDigest. */
const Digest = z.object({ steps: z.array(Step) });

/** The state of a resource. */
export type State = z.output<typeof State>;
/** A step of a preview. */
export type Step = z.output<typeof Step>;

/**
 * The steps of a preview.
 * @param text the output of `pulumi preview --json`
 * @param where the file's name, for the message
 * @throws Problem if it is not such output. A failed preview writes none
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
