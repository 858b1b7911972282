import { readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { moduleOf } from "../../../tools/images/report";
import { CHARTS, IMAGES } from "../../../infra/versions";

const ROOT = join(__dirname, "../../..");

const { customManagers, packageRules } = z
  .object({
    customManagers: z.array(
      z.object({ managerFilePatterns: z.array(z.string()), matchStrings: z.array(z.string()) }),
    ),
    packageRules: z.array(z.object({ matchPackageNames: z.array(z.string()).optional() })),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, "renovate.json"), "utf8")));

/** What Renovate's regular expressions find in a file: the named groups of each match. */
function found(file: string, text = readFileSync(join(ROOT, file), "utf8")) {
  return customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ groups }) => ({ ...groups }));
}

/** The backend's version is not tracked, because its image is built from this repository. */
const { backend: _, ...followed } = IMAGES;

it("Renovate finds each image that a stack runs, with its tag, and the chart", () => {
  const texts = found("infra/versions.ts").map(({ depName, currentValue = "" }) =>
    depName === undefined ? currentValue : `${depName}:${currentValue}`,
  );
  expect(texts).toEqual([...Object.values(followed), CHARTS.certManager]);
});

it("Renovate finds each digest, with its image", () => {
  const digest = `sha256:${"0a".repeat(32)}` as const;
  const digests = Object.fromEntries(
    Object.entries(followed).map(([name, image]) => [name, { image, digest }]),
  );
  const texts = found("infra/imageDigests.ts", moduleOf(digests)).map(
    ({ depName, currentValue, currentDigest }) => `${depName}:${currentValue}@${currentDigest}`,
  );
  expect(texts).toEqual(Object.values(followed).map((image) => `${image}@${digest}`));
});

it("Renovate's package rules only name images that are used", () => {
  const there: readonly string[] = Object.values(IMAGES);
  const named = packageRules
    .flatMap(({ matchPackageNames = [] }) => matchPackageNames)
    .filter((name) => /^(?:docker|quay|registry|ghcr)\.\w/.test(name))
    .filter((name) => name !== "docker.io/library/node");
  expect(named.filter((name) => !there.some((image) => image.startsWith(`${name}:`)))).toEqual([]);
});
