import { merged } from "../../tools/render/merge";
import { BESIDE_OPERATOR } from "../operator/names";
import type { LabSettings } from "./stack";

/**
 * The settings for `npm start -- --with <name>`: what dev leaves out because it takes time and memory that not
 * everybody has.
 */
const SETTINGS = {
  messaging: { mongodb: {}, kafka: {} },
  operator: BESIDE_OPERATOR,
} as const satisfies Record<string, LabSettings>;

/** An option of a stack that dev leaves out. */
export type Extra = keyof typeof SETTINGS;
export const EXTRAS = Object.keys(SETTINGS) as readonly Extra[];

/** The combined settings of several extras. */
export function extraSettings(extras: readonly Extra[]): LabSettings {
  return extras.reduce<LabSettings>((all, each) => merged(all, SETTINGS[each]) as LabSettings, {});
}
