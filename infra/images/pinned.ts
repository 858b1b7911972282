import { DIGESTS } from "../imageDigests";
import { IMAGES, type ImageName } from "../versions";
import type { LookedUp } from "./lookedUp";

/**
 * Every image of the table, by its digest where one was looked up for just this tag. Its tag stays, for people: a
 * node that is given both takes the digest.
 */
export function pinnedImages(
  images: Readonly<Record<ImageName, string>> = IMAGES,
  digests: LookedUp = DIGESTS,
): Readonly<Record<ImageName, string>> {
  return Object.fromEntries(
    Object.entries(images).map(([name, image]) => {
      const found = digests[name];
      return [name, found?.image === image ? `${image}@${found.digest}` : image];
    }),
  ) as Record<ImageName, string>;
}

/** What is looked up now, with what was before and still holds: for a registry that is silent today. */
export function keptWith(
  images: Readonly<Record<string, string>>,
  before: LookedUp,
  now: LookedUp,
): LookedUp {
  return Object.fromEntries(
    Object.entries(images).flatMap(([name, image]) => {
      const found = now[name] ?? before[name];
      return found?.image === image ? [[name, found] as const] : [];
    }),
  );
}
