import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { load } from "js-yaml";

import type { KubeObject } from "../deploy/object";
import { PATHS } from "../paths";
import { hashOf } from "./hash";
import { moduleSource } from "./moduleSource";
import { outputOf, type Stage } from "./stage";

const MODULE = "cert-manager";
/** What the stacks declare, and what they may; and what the controllers ask each other by. */
const KINDS = ["issuers", "clusterissuers", "certificates", "certificaterequests"];
const FILE = "crds.json";

/** cert-manager's CustomResourceDefinitions, which its Go module carries, but for those of ACME. */
export const certManagerCrds: Stage = {
  name: "cert-manager-crds",
  needs: [],
  inputs: () =>
    hashOf(
      ...["go.mod", "go.sum"].map((file) =>
        readFileSync(join(PATHS.modules, MODULE, file), "utf8"),
      ),
      ...KINDS,
    ),
  expectedSeconds: 5,
  make: async ({ output }) => {
    const source = await moduleSource(MODULE, "github.com/cert-manager/cert-manager");
    const read = KINDS.map(async (kind) =>
      load(await readFile(join(source, `deploy/crds/cert-manager.io_${kind}.yaml`), "utf8")),
    );
    await writeFile(join(output, FILE), JSON.stringify(await Promise.all(read)));
  },
};

/** The definitions, once their stage is made. */
export function readCertManagerCrds(): readonly KubeObject[] {
  const text = readFileSync(join(outputOf(certManagerCrds), FILE), "utf8");
  return JSON.parse(text) as readonly KubeObject[];
}
