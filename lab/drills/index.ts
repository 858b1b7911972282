import { applicationDrills } from "./application";
import { dataDrills } from "./data";
import type { Drill } from "./drill";
import { watchingDrills } from "./watching";

/** How each alert is made to fire. */
export const drills: readonly Drill[] = [...applicationDrills, ...dataDrills, ...watchingDrills];
