import type { Part } from "./objects";

/** A part as others see it: once for each of its Services, with what scrapes that one. */
export function facesOf(part: Part): readonly Part[] {
  return part.beside ? [part, { ...part, ...part.beside }] : [part];
}
