import "../support/ownFolders";

import { STACKS } from "../../../tools/render/render";
import { IMAGES } from "../../../infra/versions";
import { images, prodImages } from "../../../lab/builder/images";
import { LAB_IMAGES } from "../../../lab/builder/labImages";
import { keyOf, withNeeds } from "../../../lab/builder/stage";
import { nodeSettings } from "../../../lab/cluster/settings";
import { imagesOf, isCronJob, isWorkload } from "../../../lab/deploy/object";
import { partsOf } from "../../../lab/parts";
import { everything } from "../support/objects";

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe.each(STACKS)("the local cluster's parts for %s", (stack) => {
  const parts = partsOf(stack);
  const names = withNeeds(parts).map(({ name }) => name);

  it("have unique names that do not clash with other cache folders", () => {
    expect(sorted(names)).toEqual([...names].sort());
    expect(names.filter((name) => ["fetched", "locks", "logs"].includes(name))).toEqual([]);
  });

  it("include everything that any of them needs", () => {
    expect(sorted(names)).toEqual(sorted(parts.map(({ name }) => name)));
  });

  it("have unique, stable keys", () => {
    const keys = parts.map(keyOf);
    expect(new Set(keys).size).toBe(parts.length);
    expect(parts.map(keyOf)).toEqual(keys);
  });
});

describe.each([
  ["dev", images],
  ["prod", [...images, ...prodImages]],
] as const)("the images built for %s", (stack, all) => {
  const made = all.map(({ image }) => image);

  it("have unique names with a version tag", () => {
    expect(sorted(made)).toEqual([...made].sort());
    expect(
      made.filter((image) => !/^[a-z0-9.]+\.[a-z]+\/[^:]+:(v|RELEASE\.)?\d/.test(image)),
    ).toEqual([]);
  });

  it("match those that pods use, except for Grafana (not built) and pause", async () => {
    const objects = await everything(stack);
    const asked = sorted([
      ...objects.filter(isWorkload).flatMap(imagesOf),
      ...objects.filter(isCronJob).flatMap(imagesOf),
    ]);
    expect(asked.filter((image) => !made.includes(image))).toEqual([IMAGES.grafana]);
    // No pod names this image: it runs every pod's sandbox.
    const idle = made.filter((image) => !asked.includes(image));
    expect(idle).toEqual([LAB_IMAGES.pause]);
  });

  it("include the sandbox image that containerd is configured with", () => {
    const config = nodeSettings(LAB_IMAGES.pause).containerd["config.toml"];
    expect(config).toContain(`sandbox_image = "${LAB_IMAGES.pause}"`);
  });
});
