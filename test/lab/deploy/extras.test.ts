import "../support/ownFolders";

import { IMAGES } from "../../../infra/versions";
import { withNeeds } from "../../../lab/builder/stage";
import { EXTRAS, extraSettings, stackOf } from "../../../lab/deploy/extras";
import { imagesOf, isWorkload, type KubeObject } from "../../../lab/deploy/object";
import { stackObjects, stackSettings } from "../../../lab/deploy/stack";
import { partsOf } from "../../../lab/parts";
import { everything, find } from "../support/objects";

interface Secret extends KubeObject {
  readonly stringData: Readonly<Record<string, string>>;
}

const namesOf = (...args: Parameters<typeof partsOf>) =>
  withNeeds(partsOf(...args)).map(({ name }) => name);

it("nothing additional is built without extras", () => {
  expect(extraSettings([])).toEqual({});
  expect(namesOf("dev")).not.toContain("ferretdb");
  expect(namesOf("dev", "kubectl", {})).toEqual(namesOf("dev"));
});

it("messaging additionally builds only Kafka, MongoDB's stand-in and their images", () => {
  const more = namesOf("dev", "kubectl", extraSettings(["messaging"]));
  const usual = namesOf("dev");
  expect(more.filter((name) => !usual.includes(name)).sort()).toEqual([
    "ferretdb",
    "image-kafka",
    "image-mongodb",
    "image-mongodb-exporter",
    "java",
    "kafka",
    "mongodb-exporter",
  ]);
  expect(more).toEqual(expect.arrayContaining(usual));
});

it("operator additionally builds only prometheus-operator, its images and its CRDs", () => {
  const more = namesOf("dev", "kubectl", extraSettings(["operator"]));
  const usual = namesOf("dev");
  expect(more.filter((name) => !usual.includes(name)).sort()).toEqual([
    "image-prometheus-config-reloader",
    "image-prometheus-operator",
    "prometheus-operator",
    "prometheus-operator-crds",
  ]);
  expect(more).toEqual(expect.arrayContaining(usual));
});

it("cortex additionally builds only Cortex and the proxy in front of it for prod", () => {
  const more = namesOf("prod", "kubectl", extraSettings(["cortex"]));
  const usual = namesOf("prod");
  expect(more.filter((name) => !usual.includes(name)).sort()).toEqual([
    "cortex",
    "image-cortex",
    "image-vmauth",
    "vmauth",
  ]);
  expect(more).toEqual(expect.arrayContaining(usual));
});

it("cortex replaces VictoriaMetrics, with the stack's remote-write password", async () => {
  const settings = extraSettings(["cortex"]);
  const servers = (await everything("prod", settings)).filter(isWorkload);
  const names = servers.map(({ metadata }) => metadata.name);
  expect(names).toContain("cortex");
  expect(names).not.toContain("victoria-metrics");
  const { stringData } = find(await everything("prod", settings), "Secret", "cortex") as Secret;
  const { secrets } = stackSettings(1, settings, "prod");
  expect(stringData["entrance.yml"]).toContain(secrets["remoteWritePassword-cortex"]);
  expect(secrets).not.toHaveProperty(["remoteWritePassword-victoria"]);
});

it("each extra has settings that its stack accepts", async () => {
  for (const extra of EXTRAS) {
    const stack = stackOf(extra);
    const settings = extraSettings([extra]);
    await expect(stackObjects({ timeScale: 1, stack, settings })).resolves.not.toEqual([]);
  }
});

it.each([
  [["messaging"], [IMAGES.grafana]],
  // A cluster with the operator has its own Grafana.
  [["operator"], []],
  [["messaging", "operator"], []],
] as const)(
  "the stack with extras %j uses only images that are built, except for Grafana's",
  async (extras, foreign) => {
    const settings = extraSettings(extras);
    const made = partsOf("dev", "kubectl", settings).flatMap((part) =>
      "image" in part ? [String(part.image)] : [],
    );
    const objects = await stackObjects({ timeScale: 1, settings });
    const asked = objects.filter(isWorkload).flatMap(imagesOf);
    expect(asked.includes(IMAGES.mongodb)).toBe(
      (extras as readonly string[]).includes("messaging"),
    );
    expect(asked.filter((image) => !made.includes(image))).toEqual(foreign);
  },
);
