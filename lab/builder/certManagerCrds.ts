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
/** All of cert-manager's kinds. Those of ACME are never used here, but people on call list them. */
const KINDS = [
  "cert-manager.io_issuers",
  "cert-manager.io_clusterissuers",
  "cert-manager.io_certificates",
  "cert-manager.io_certificaterequests",
  "acme.cert-manager.io_orders",
  "acme.cert-manager.io_challenges",
];
const FILE = "crds.json";

/** cert-manager's CustomResourceDefinitions from its Go module. */
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
      load(await readFile(join(source, `deploy/crds/${kind}.yaml`), "utf8")),
    );
    await writeFile(join(output, FILE), JSON.stringify(await Promise.all(read)));
  },
};

/** The definitions. Their stage must have been built. */
export function readCertManagerCrds(): readonly KubeObject[] {
  const text = readFileSync(join(outputOf(certManagerCrds), FILE), "utf8");
  return JSON.parse(text) as readonly KubeObject[];
}
