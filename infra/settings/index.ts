import * as pulumi from "@pulumi/pulumi";

import { crossChecks } from "./crossChecks";
import { StackSchema, type StackConfig } from "./schema";
import { faultsOf, wording, type Fault } from "./wording";

export type { StackConfig, StackInput } from "./schema";

/** The project's name, before the colon of every configuration key. */
export const PROJECT = "autodealgenie";

/**
 * Checks a stack's settings and fills in the defaults.
 * @param where the file they come from, for the message
 * @throws pulumi.RunError that names every fault at once
 */
export function parseConfig(raw: unknown, where: string): StackConfig {
  const parsed = StackSchema.safeParse(raw, { error: wording, reportInput: true });
  if (!parsed.success) throw refusal(where, faultsOf(parsed.error.issues));
  const faults = crossChecks(parsed.data);
  if (faults.length > 0) throw refusal(where, faults);
  return parsed.data;
}

/** Reads the settings of the current stack. */
export function readConfig(settings = new pulumi.Config(PROJECT)): StackConfig {
  return parseConfig(settings.getObject("monitoring") ?? {}, `Pulumi.${pulumi.getStack()}.yaml`);
}

function refusal(where: string, faults: readonly Fault[]): pulumi.RunError {
  const lines = faults.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
  return new pulumi.RunError(
    [
      `${where} has faults under ${PROJECT}:monitoring:`,
      ...lines,
      `Correct them in ${where}; infra/settings/schema.ts lists every key and its default.`,
    ].join("\n"),
  );
}
