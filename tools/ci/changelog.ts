import { Problem } from "../problem";

/** The kinds of changes in Keep a Changelog 1.1.0. */
const KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
/** SemVer 2.0.0 without build metadata, which a tag does not have. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** A section of a changelog: one release, or the unreleased changes. */
export interface Section {
  /** Undefined for the unreleased changes. */
  readonly version: string | undefined;
  readonly date: string | undefined;
  /** The changes, below the heading. */
  readonly text: string;
}

/**
 * The sections of a changelog, newest first.
 *
 * @throws Problem that names a heading which Keep a Changelog does not have
 */
export function sectionsOf(changelog: string): readonly Section[] {
  const parts = changelog.split(/^## /m).slice(1);
  return parts.map((part) => {
    const [heading = "", ...lines] = part.split("\n");
    const text = lines
      .filter((line) => !/^\[[^\]]+\]: /.test(line))
      .join("\n")
      .trim();
    const unknown = [...text.matchAll(/^### (.*)$/gm)].find(
      ([, kind = ""]) => !KINDS.includes(kind),
    );
    if (unknown) {
      throw new Problem(
        `CHANGELOG.md has "${unknown[0]}".`,
        `Keep a Changelog allows ${KINDS.join(", ")}.`,
      );
    }
    if (heading === "[Unreleased]") return { version: undefined, date: undefined, text };
    const [, version, date] = /^\[([^\]]+)\] - (\d{4}-\d{2}-\d{2})$/.exec(heading) ?? [];
    if (version === undefined || !VERSION.test(version)) {
      throw new Problem(
        `CHANGELOG.md has "## ${heading}".`,
        "Write ## [1.2.3] - 2026-01-31, or ## [Unreleased].",
      );
    }
    return { version, date, text };
  });
}

/**
 * The text of a release's page: its section of the changelog.
 *
 * @param tag such as `v1.2.3`
 * @param version the version in package.json
 * @throws Problem if these differ, or the changelog has no section for it
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) {
    throw new Problem(
      `The tag is ${tag}, and package.json has the version ${version}.`,
      `Change one of them, for instance with npm version.`,
    );
  }
  const section = sectionsOf(changelog).find((each) => each.version === version);
  if (!section || section.text === "") {
    throw new Problem(
      `CHANGELOG.md says nothing about ${version}.`,
      `Give what is below [Unreleased] the heading ## [${version}] - <date>.`,
    );
  }
  return section.text;
}
