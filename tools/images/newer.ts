/** A version in a tag: `v3.15.0`, `15.20-bookworm`. */
interface Version {
  readonly prefix: string;
  readonly numbers: readonly number[];
  /** What comes after: a variant of the image, or a release that is none yet. */
  readonly suffix: string;
}

const PATTERN = /^(v?)(\d{1,9}(?:\.\d{1,9}){1,3})(-[\w.-]+)?$/;

function versionOf(tag: string): Version | undefined {
  const [, prefix = "", numbers, suffix = ""] = PATTERN.exec(tag) ?? [];
  if (numbers === undefined) return undefined;
  return { prefix, numbers: numbers.split(".").map(Number), suffix };
}

export interface Newer {
  /** The newest of the same first number: what can mostly be taken as it is. */
  readonly compatible?: string;
  /** The newest of all, where that is another. */
  readonly latest?: string;
}

/**
 * The tags that are newer than one and of its kind: written as it is, with as many numbers and the same suffix, so
 * neither another variant nor a release candidate. Empty where none is, or where the tag is no version.
 */
export function newerThan(tag: string, tags: readonly string[]): Newer {
  const pinned = versionOf(tag);
  if (pinned === undefined) return {};
  const newer = tags
    .map((each) => ({ tag: each, version: versionOf(each) }))
    .filter(
      (each): each is { tag: string; version: Version } =>
        each.version?.prefix === pinned.prefix &&
        each.version.suffix === pinned.suffix &&
        each.version.numbers.length === pinned.numbers.length &&
        compare(each.version, pinned) > 0,
    )
    .sort((a, b) => compare(b.version, a.version));
  const compatible = newer.find(({ version }) => version.numbers[0] === pinned.numbers[0])?.tag;
  const latest = newer[0]?.tag;
  return {
    ...(compatible !== undefined && { compatible }),
    ...(latest !== undefined && latest !== compatible && { latest }),
  };
}

function compare(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0;
    if (number !== other) return number - other;
  }
  return 0;
}
