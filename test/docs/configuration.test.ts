import { readFileSync } from "node:fs";
import { join } from "node:path";

import { StackSchema } from "../../infra/settings/schema";
import { neededSecrets } from "../../infra/settings/secrets";
import { parseConfig } from "../../infra/settings";
import { complete } from "../infra/support/completeSettings";

const page = readFileSync(join(__dirname, "../../docs/configuration.md"), "utf8");

/** The paths of some settings in the notation of the page: `<name>` where it lists several sections as one. */
function* pathsIn(value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) for (const each of value) yield* pathsIn(each, `${path}[]`);
  else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      yield* pathsIn(each, path === "" ? key : `${path}.${key}`);
    }
  } else yield path;
}

const AS_ONE = /^(servers|alerts|slos|existingSecrets)\.\w+/;
/** Sections with arbitrary keys. */
const FREE = /^(.*\.(?:labels|nodeSelector|externalLabels))\.[^]+$/;

it("lists every setting", () => {
  const paths = [...new Set([...pathsIn(complete("prod"), "")])].map((path) =>
    path.replace(AS_ONE, "$1.<name>").replace(FREE, "$1").replace(/\[\]$/, ""),
  );
  expect(paths.length).toBeGreaterThan(200);
  const listed = (path: string) => page.includes(`\`${path}\``) || page.includes(`### ${path}\n`);
  expect(paths.filter((path) => !listed(path))).toEqual([]);
});

it("has a heading for each top-level key, in the order of the schema", () => {
  const keys = [...page.matchAll(/^### (\w+)$/gm)].map(([, key]) => key);
  expect(keys).toEqual(Object.keys(StackSchema.shape));
});

it("names every secret that a stack may require", () => {
  const secrets = neededSecrets(parseConfig(complete("prod"), "here"));
  expect(secrets.length).toBeGreaterThan(10);
  const families = secrets.map((key) => key.replace(/-.*$/, "-<"));
  expect(
    families.filter((key) => !page.includes(`\`${key.endsWith("<") ? key : `${key}\``}`)),
  ).toEqual([]);
});
