import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { PATHS } from "../paths";
import { certManagerCrds, readCertManagerCrds } from "./certManagerCrds";
import { hashOf } from "./hash";
import { moduleSource } from "./moduleSource";
import { operatorCrds, readOperatorCrds } from "./operatorCrds";
import { build } from "./progress";
import { outputOf, type Stage } from "./stage";
import { strictSchemas, type Crd, type Definitions } from "./strictSchema";

const MODULE = "kubernetes";

/** The schemas of every kind in the local cluster's Kubernetes version, from the OpenAPI document in its Go module. */
const schemas: Stage = {
  name: "schemas",
  needs: [certManagerCrds, operatorCrds],
  inputs: () =>
    hashOf(
      ...["go.mod", "go.sum"].map((file) =>
        readFileSync(join(PATHS.modules, MODULE, file), "utf8"),
      ),
      readFileSync(join(__dirname, "strictSchema.ts"), "utf8"),
    ),
  expectedSeconds: 15,
  make: async ({ output }) => {
    const source = await moduleSource(MODULE, "k8s.io/kubernetes");
    const text = await readFile(join(source, "api/openapi-spec/swagger.json"), "utf8");
    const crds = [...readOperatorCrds(), ...readCertManagerCrds()] as unknown as readonly Crd[];
    const { definitions } = JSON.parse(text) as { readonly definitions: Definitions };
    for (const [name, schema] of strictSchemas(definitions, crds)) {
      await writeFile(join(output, `${name}.json`), JSON.stringify(schema));
    }
  },
};

/** Where kubeconform finds the schema of each kind: the value for its `-schema-location`. */
export function schemaLocation(): string {
  return join(outputOf(schemas), "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

/** Builds the schemas if they are missing. */
export async function ensureSchemas(): Promise<void> {
  await build([schemas]);
}
