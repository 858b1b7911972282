import "../support/ownFolders";

import { IMAGES } from "../../../infra/versions";
import { withNeeds } from "../../../lab/builder/stage";
import { EXTRAS, extraSettings } from "../../../lab/deploy/extras";
import { imagesOf, isWorkload } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";
import { partsOf } from "../../../lab/up";

const namesOf = (...args: Parameters<typeof partsOf>) =>
  withNeeds(partsOf(...args)).map(({ name }) => name);

it("without them nothing more is built", () => {
  expect(extraSettings([])).toEqual({});
  expect(namesOf("dev")).not.toContain("ferretdb");
  expect(namesOf("dev", "kubectl", {})).toEqual(namesOf("dev"));
});

it("messaging builds MongoDB's stand-in beside the rest, and its image, and nothing else", () => {
  const more = namesOf("dev", "kubectl", extraSettings(["messaging"]));
  const usual = namesOf("dev");
  expect(more.filter((name) => !usual.includes(name))).toEqual(["ferretdb", "image-mongodb"]);
  expect(more).toEqual(expect.arrayContaining(usual));
});

it("what they set of the stack is deployed with images that are made", async () => {
  const settings = extraSettings(EXTRAS);
  const made = partsOf("dev", "kubectl", settings).flatMap((part) =>
    "image" in part ? [String(part.image)] : [],
  );
  const objects = await stackObjects({ timeScale: 1, settings });
  const asked = objects.filter(isWorkload).flatMap(imagesOf);
  expect(asked).toContain(IMAGES.mongodb);
  expect(asked.filter((image) => !made.includes(image))).toEqual([IMAGES.grafana]);
});
