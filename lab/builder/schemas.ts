import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import crd from "../../infra/crds/servicemonitors.json";
import { PATHS } from "../paths";
import { exec } from "./exec";
import { hashOf } from "./hash";
import { build } from "./progress";
import { outputOf, type Stage } from "./stage";
import { strictSchemas, type Definitions } from "./strictSchema";

const MODULE = join(PATHS.modules, "kubernetes");

/** The schemas of every kind that the local cluster's Kubernetes knows: its Go module has the document that they are in. */
const schemas: Stage = {
  name: "schemas",
  needs: [],
  inputs: () =>
    hashOf(
      ...["go.mod", "go.sum"].map((file) => readFileSync(join(MODULE, file), "utf8")),
      readFileSync(join(__dirname, "strictSchema.ts"), "utf8"),
      JSON.stringify(crd),
    ),
  expectedSeconds: 15,
  make: async ({ output }) => {
    const env = { GOFLAGS: "", GOWORK: "off" };
    const found = await exec("go", ["mod", "download", "-json", "k8s.io/kubernetes"], {
      cwd: MODULE,
      env,
    });
    const { Dir } = JSON.parse(found) as { readonly Dir: string };
    const text = await readFile(join(Dir, "api/openapi-spec/swagger.json"), "utf8");
    const { definitions } = JSON.parse(text) as { readonly definitions: Definitions };
    for (const [name, schema] of strictSchemas(definitions, [crd])) {
      await writeFile(join(output, `${name}.json`), JSON.stringify(schema));
    }
  },
};

/** Where kubeconform finds the schema of each kind: what it is to be given as `-schema-location`. */
export function schemaLocation(): string {
  return join(outputOf(schemas), "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

/** Makes the schemas where they are missing. */
export async function ensureSchemas(): Promise<void> {
  await build([schemas]);
}
