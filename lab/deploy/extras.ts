import { merged } from "../../tools/render/merge";
import { BESIDE_OPERATOR } from "../operator/names";
import type { LabSettings } from "./stack";

/** What `npm start -- --with <name>` sets of a stack: what dev leaves out, for it takes time and memory that not everybody has. */
const SETTINGS = {
  messaging: { mongodb: {}, kafka: {} },
  operator: BESIDE_OPERATOR,
} as const satisfies Record<string, LabSettings>;

export type Extra = keyof typeof SETTINGS;
export const EXTRAS = Object.keys(SETTINGS) as readonly Extra[];

/** What some of them set together. */
export function extraSettings(extras: readonly Extra[]): LabSettings {
  return extras.reduce<LabSettings>((all, each) => merged(all, SETTINGS[each]) as LabSettings, {});
}
