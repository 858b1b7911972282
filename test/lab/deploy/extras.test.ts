import "../support/ownFolders";

import { IMAGES } from "../../../infra/versions";
import { withNeeds } from "../../../lab/builder/stage";
import { extraSettings } from "../../../lab/deploy/extras";
import { imagesOf, isWorkload } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";
import { partsOf } from "../../../lab/parts";

const namesOf = (...args: Parameters<typeof partsOf>) =>
  withNeeds(partsOf(...args)).map(({ name }) => name);

it("without them nothing more is built", () => {
  expect(extraSettings([])).toEqual({});
  expect(namesOf("dev")).not.toContain("ferretdb");
  expect(namesOf("dev", "kubectl", {})).toEqual(namesOf("dev"));
});

it("messaging builds Kafka and MongoDB's stand-in beside the rest, and their images, and nothing else", () => {
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

it("operator builds a prometheus-operator beside the rest, its images and its kinds, and nothing else", () => {
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

it.each([
  [["messaging"], [IMAGES.grafana]],
  // A cluster with the operator has its own Grafana.
  [["operator"], []],
  [["messaging", "operator"], []],
] as const)(
  "what %j sets of the stack is deployed with images that are made",
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
