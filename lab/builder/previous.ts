import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { load } from "js-yaml";

import type { KubeObject } from "../deploy/object";
import { PATHS } from "../paths";
import { alertmanagerPrevious, prometheusPrevious, thanosPrevious } from "./go";
import { hashOf } from "./hash";
import type { ImageStage } from "./image";
import { moduleSource } from "./moduleSource";
import { staticImage } from "./programImage";
import { outputOf, type Stage } from "./stage";

/** The minor versions before the pinned ones, for what a stack is upgraded from. */
export const PREVIOUS_IMAGES = {
  prometheus: "quay.io/prometheus/prometheus:v3.14.0",
  alertmanager: "quay.io/prometheus/alertmanager:v0.30.0",
  // By another name than the real image, which prod rejects: the query component of 0.41 does not support internalTls, and
  // so keeps its version in the proof.
  thanos: "autodealgenie.dev/lab/thanos-previous:v0.41.0",
} as const;

/** What the upgrade tests start from in its previous minor version. */
export type UpgradedName = keyof typeof PREVIOUS_IMAGES;

/** The stage that builds each, and the programs in its image, some of which are run by probes. */
const MADE: Readonly<
  Record<UpgradedName, { readonly stage: Stage; readonly programs: readonly string[] }>
> = {
  prometheus: { stage: prometheusPrevious, programs: ["prometheus", "promtool"] },
  alertmanager: { stage: alertmanagerPrevious, programs: ["alertmanager", "amtool"] },
  thanos: { stage: thanosPrevious, programs: ["thanos"] },
};

/** Their images. Whoever needs them has to build them: no stack runs them. */
export const previousImages: readonly ImageStage[] = (Object.keys(MADE) as UpgradedName[]).map(
  (name) => {
    const { stage, programs } = MADE[name];
    const files = Object.fromEntries(programs.map((program) => [program, `bin/${program}`]));
    return staticImage(`${name}-previous`, PREVIOUS_IMAGES[name], stage, files, `/bin/${name}`);
  },
);

const OPERATOR = "prometheus-operator-previous";
const FILE = "servicemonitors.json";

/** The ServiceMonitor definition of the prometheus-operator minor version before the vendored one. */
export const previousMonitorCrd: Stage = {
  name: OPERATOR,
  needs: [],
  inputs: () =>
    hashOf(
      ...["go.mod", "go.sum"].map((file) =>
        readFileSync(join(PATHS.modules, OPERATOR, file), "utf8"),
      ),
    ),
  expectedSeconds: 5,
  make: async ({ output }) => {
    const source = await moduleSource(
      OPERATOR,
      "github.com/prometheus-operator/prometheus-operator",
    );
    const folder = join(source, "example/prometheus-operator-crd");
    const file = join(folder, "monitoring.coreos.com_servicemonitors.yaml");
    const crd = load(await readFile(file, "utf8"));
    await writeFile(join(output, FILE), JSON.stringify(crd));
  },
};

/** That definition. Its stage must have been built. */
export function readPreviousMonitorCrd(): KubeObject {
  const text = readFileSync(join(outputOf(previousMonitorCrd), FILE), "utf8");
  return JSON.parse(text) as KubeObject;
}
