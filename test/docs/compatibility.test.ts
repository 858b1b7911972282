import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { PATHS } from "../../lab/paths";
import { IMAGES } from "../../infra/versions";
import { PREVIOUS_IMAGES } from "../../lab/builder/previous";
import { RUN_IMAGES } from "../../lab/builder/runImages";
import { LEAST, NEEDED } from "../../tools/compatibility/programs";
import { later } from "../../tools/compatibility/kubernetesFields";

// `npm run docs -- --check` verifies that its tables match the code.
const page = readFileSync(join(PATHS.project, "docs/compatibility.md"), "utf8");
const versionOf = (image: string) => /:v?([\d.]+)/.exec(image)![1]!;

it.each(NEEDED.filter(({ because }) => because !== undefined))(
  "$program: the reason for its minimum version is in the file that the table names",
  ({ because, writtenIn }) => {
    const path = join(PATHS.project, writtenIn!);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain(because!);
  },
);

it("requires the same Node.js version as package.json", () => {
  const { engines } = JSON.parse(readFileSync(join(PATHS.project, "package.json"), "utf8")) as {
    readonly engines: { readonly node: string };
  };
  expect(engines.node).toBe(`>=${LEAST.node}`);
});

it.each([
  ["Prometheus", [RUN_IMAGES.prometheus, PREVIOUS_IMAGES.prometheus]],
  ["Alertmanager", [RUN_IMAGES.alertmanager, PREVIOUS_IMAGES.alertmanager]],
  ["Thanos", [RUN_IMAGES.thanos, PREVIOUS_IMAGES.thanos]],
  ["kube-state-metrics", [IMAGES.kubeStateMetrics, RUN_IMAGES.kubeStateMetrics]],
  ["postgres_exporter", [IMAGES.postgresExporter, RUN_IMAGES.postgresExporter]],
  ["PostgreSQL", [IMAGES.postgres]],
  ["Redis", [IMAGES.redis]],
  ["MongoDB", [IMAGES.mongodb]],
] as const)("%s images are no older than the minimum version", (program, images) => {
  const { least } = NEEDED.find((each) => each.program === program)!;
  for (const image of images) expect(later(least!, versionOf(image))).toBe(versionOf(image));
});

it("names the tested versions", () => {
  const proven = [RUN_IMAGES.postgres, RUN_IMAGES.redis].map(versionOf);
  const minor = [RUN_IMAGES, PREVIOUS_IMAGES].flatMap(({ prometheus, alertmanager, thanos }) =>
    [prometheus, alertmanager, thanos].map((image) => versionOf(image).replace(/\.\d+$/, "")),
  );
  for (const version of [...proven, ...minor]) expect(page).toContain(` ${version}`);
});
