import { availabilityFaults } from "./availability";
import { addressFaults } from "./edges/addresses";
import { fileFaults } from "./edges/files";
import { portFaults } from "./edges/ports";
import { targetFaults } from "./edges/targets";
import type { Part } from "./objects";

/** Every reference between the parts that leads nowhere, in words. None when all is well. */
export function edgeFaults(parts: readonly Part[]): readonly string[] {
  return [
    ...parts.flatMap(portFaults),
    ...parts.flatMap(fileFaults),
    ...parts.flatMap(availabilityFaults),
    ...targetFaults(parts),
    ...addressFaults(parts),
  ];
}
