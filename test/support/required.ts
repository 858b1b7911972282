import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";

import { PATHS } from "../../lab/paths";

/** The packages that a program's `main.ts` requires, also through other files in its folder, sorted. */
export function packagesRequiredBy(folder: string): readonly string[] {
  const seen = new Set<string>();
  const follow = (file: string): readonly string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    const source = readFileSync(join(PATHS.project, folder, `${file}.ts`), "utf8");
    const imports = [...source.matchAll(/^import (?!type).*? from "([^"]+)";/gms)].map(
      ([, name]) => name!,
    );
    return imports.flatMap((name) => (name.startsWith("./") ? follow(name.slice(2)) : [name]));
  };
  const packages = follow("main").filter(
    (name) => !builtinModules.includes(name.replace("node:", "")),
  );
  return [...new Set(packages)].sort();
}
