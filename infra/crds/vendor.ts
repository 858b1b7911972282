import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

/**
 * Writes servicemonitors.json anew from prometheus-operator's Go module, whose content the Go proxy vouches for:
 * `npx ts-node infra/crds/vendor.ts && npx oxfmt infra/crds`. The scrape compiler follows the same
 * version: change both together.
 */
const MODULE = "github.com/prometheus-operator/prometheus-operator@v0.85.0";
const FILE = "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml";

const downloaded = execFileSync("go", ["mod", "download", "-json", MODULE], { encoding: "utf8" });
const { Dir } = JSON.parse(downloaded) as { Dir: string };
const crd = load(readFileSync(join(Dir, FILE), "utf8"));
writeFileSync(join(__dirname, "servicemonitors.json"), `${JSON.stringify(crd, null, 2)}\n`);
