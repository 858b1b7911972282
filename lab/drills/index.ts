import { applicationDrills, objectiveDrills } from "./application";
import { dataDrills } from "./data";
import type { Drill } from "./drill";
import { watchingDrills } from "./watching";

/**
 * How each alert is made to fire. First those on objectives, which look back for long: many requests that were well
 * before their fault would delay them.
 */
export const drills: readonly Drill[] = [
  ...objectiveDrills,
  ...watchingDrills,
  ...dataDrills,
  ...applicationDrills,
];
