import { readFileSync } from "node:fs";
import { join } from "node:path";

import packageJson from "../../../package.json";
import { releaseNotes, sectionsOf } from "../../../tools/ci/changelog";
import { programCommand } from "../../support/launched";
import { spawnSync } from "node:child_process";

const ours = readFileSync(join(__dirname, "../../../CHANGELOG.md"), "utf8");

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-03-01

### Fixed

- A thing.

## [1.0.0] - 2026-01-31

### Added

- All of it.

[1.1.0]: https://example.com/compare/v1.0.0...v1.1.0
`;

it("our changelog starts with unreleased changes, is sorted newest first, and covers the version", () => {
  const [first, ...released] = sectionsOf(ours);
  expect(first?.version).toBeUndefined();
  const dates = released.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted().reverse());
  const noted = released.some(({ version }) => version === packageJson.version);
  expect(noted || first!.text !== "").toBe(true);
});

it("contains the notes of each release", () => {
  expect(releaseNotes("v1.1.0", "1.1.0", CHANGELOG)).toBe("### Fixed\n\n- A thing.");
  expect(releaseNotes("v1.0.0", "1.0.0", CHANGELOG)).toBe("### Added\n\n- All of it.");
});

it.each([
  ["v1.1.1", "1.1.0", CHANGELOG, "The tag is v1.1.1, and package.json has the version 1.1.0."],
  ["v1.2.0", "1.2.0", CHANGELOG, "CHANGELOG.md says nothing about 1.2.0."],
  ["v1.0.0", "1.0.0", "## [1.0] - 2026-01-31\n", 'CHANGELOG.md has "## [1.0] - 2026-01-31".'],
  ["v1.0.0", "1.0.0", "## [1.0.0]\n", 'CHANGELOG.md has "## [1.0.0]".'],
  ["v1.0.0", "1.0.0", CHANGELOG.replace("Added", "New"), 'CHANGELOG.md has "### New".'],
])("rejects the tag %s for version %s", (tag, version, changelog, cause) => {
  expect(() => releaseNotes(tag, version, changelog)).toThrow(cause);
});

it("fails on the command line if the tag does not match the version", () => {
  const { status, stderr } = spawnSync(
    ...programCommand("tools/ci/releaseNotesCli.ts", "v999.0.0"),
    { encoding: "utf8" },
  );
  expect([status, stderr.split("\n")[0]]).toEqual([
    1,
    `The tag is v999.0.0, and package.json has the version ${packageJson.version}.`,
  ]);
});
