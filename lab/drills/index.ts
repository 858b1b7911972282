import { applicationDrills } from "./application";
import { dataDrills } from "./data";
import type { Drill } from "./drill";
import { watchingDrills } from "./watching";

/**
 * How each alert is made to fire. First those for which nobody uses the backend: the alerts on objectives look back
 * for long, and what was well before a fault delays them.
 */
export const drills: readonly Drill[] = [...watchingDrills, ...dataDrills, ...applicationDrills];
