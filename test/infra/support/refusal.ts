import * as pulumi from "@pulumi/pulumi";

import type { Mutation } from "./mutations";
import { parseConfig } from "../../../infra/settings";
import type { StackName } from "../../../tools/render/render";

/** What is wrong with the rejection of some settings; undefined if it is correct. */
export function faultOf(stack: StackName, { path, value, settings }: Mutation): string | undefined {
  const what = `${path}: ${JSON.stringify(value ?? null).slice(0, 60)}`;
  try {
    parseConfig(settings, `Pulumi.${stack}.yaml`);
  } catch (error) {
    if (!(error instanceof pulumi.RunError)) return `${what} is no refusal: ${String(error)}`;
    const faults = error.message.split("\n").slice(1, -1);
    const told = faults.filter((line) => line.includes(namedAs(path)));
    if (told.length === 0) return `${what} is not named: ${String(faults[0])}`;
    if (!told.some((line) => forms(value).some((form) => line.includes(form)))) {
      return `${what} is not shown: ${String(told[0])}`;
    }
    return faults.every((line) => line.startsWith("  ")) ? undefined : `${what} breaks a line`;
  }
  return `${what} is accepted`;
}

/**
 * The path that a message names. Responders and mail recipients have several alternative forms, so they are rejected as
 * a whole. If the type is missing, no alternative applies.
 */
function namedAs(path: string): string {
  return path
    .replace(/(?<=responders\.\d+)\..*/, "")
    .replace(/(?<=email\.to)\.\d+$/, "")
    .replace(/(?<=\.)typ_$/, "type");
}

/** How a message may show a value: as JSON, truncated, or as it is. For a list, also its last entry. */
function forms(value: unknown): readonly string[] {
  if (value === undefined) return ["is missing"];
  const json = JSON.stringify(value).replace(/\/\/[^\s/"@]*@/g, "//[secret]@");
  if (Array.isArray(value)) return [json.slice(0, 40), ...value.slice(-1).flatMap(forms)];
  if (typeof value === "object" && value !== null) {
    return [json.slice(0, 40), ...Object.values(value).filter((each) => isWord(each))];
  }
  const plain = typeof value === "string" ? value : json;
  const number = typeof value === "number" ? [String(value)] : [];
  return [json.slice(0, 40), ...number, ...(isWord(plain) ? [plain.slice(0, 40)] : [])];
}

/** Whether a message may show a value without quotes. */
function isWord(value: unknown): value is string {
  return typeof value === "string" && !/^$|@/.test(value);
}
