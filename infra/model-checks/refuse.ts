import * as pulumi from "@pulumi/pulumi";

import { findingText, type Finding } from "./finding";

/**
 * Stops anything from applying a stack with findings.
 *
 * @throws pulumi.RunError that lists each finding, on two lines
 */
export function refuse(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  throw new pulumi.RunError(
    [
      `${countText(findings)} in what the stack declares; nothing was applied:`,
      ...findings.flatMap((finding) => findingText(finding).split("\n")).map((line) => `  ${line}`),
      "Fix them and run npm run check, which finds the same without Pulumi.",
    ].join("\n"),
  );
}

export function countText({ length }: { readonly length: number }): string {
  return length === 1 ? "1 mistake" : `${length} mistakes`;
}
