import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { load } from "js-yaml";

import type { KubeObject } from "../deploy/object";
import { PATHS } from "../paths";
import { hashOf } from "./hash";
import { moduleSource } from "./moduleSource";
import { outputOf, type Stage } from "./stage";

const MODULE = "prometheus-operator";
const FILE = "crds.json";

/** All of prometheus-operator's CustomResourceDefinitions, from its Go module. */
export const operatorCrds: Stage = {
  name: "prometheus-operator-crds",
  needs: [],
  inputs: () =>
    hashOf(
      ...["go.mod", "go.sum"].map((file) =>
        readFileSync(join(PATHS.modules, MODULE, file), "utf8"),
      ),
    ),
  expectedSeconds: 5,
  make: async ({ output }) => {
    const path = "github.com/prometheus-operator/prometheus-operator";
    const folder = join(await moduleSource(MODULE, path), "example/prometheus-operator-crd");
    const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml"));
    const read = files.map(async (file) => load(await readFile(join(folder, file), "utf8")));
    await writeFile(join(output, FILE), JSON.stringify(await Promise.all(read)));
  },
};

/** The definitions. Their stage must have been built. */
export function readOperatorCrds(): readonly KubeObject[] {
  const text = readFileSync(join(outputOf(operatorCrds), FILE), "utf8");
  return JSON.parse(text) as readonly KubeObject[];
}
