import "../../lab/support/ownFolders";

import { PREVIOUS_IMAGES } from "../../../lab/builder/previous";
import { imagesOf } from "../../../lab/deploy/object";
import { changedWorkloads, differences } from "./upgrade";

describe("a change of images", () => {
  it("changes nothing but the images of the affected workloads", async () => {
    const back = await changedWorkloads({}, PREVIOUS_IMAGES);
    const forward = await changedWorkloads(PREVIOUS_IMAGES, {});
    expect(back.map(({ metadata }) => metadata.name).sort()).toEqual([
      "alertmanager",
      "prometheus",
      "thanos-compact",
      "thanos-store",
    ]);
    for (const [index, before] of back.entries()) {
      const after = forward[index]!;
      const replaced = imagesOf(before).reduce(
        (text, image, n) => text.replace(JSON.stringify(image), JSON.stringify(imagesOf(after)[n])),
        JSON.stringify(before),
      );
      expect(JSON.parse(replaced)).toEqual(after);
    }
  });

  it("leaves all other workloads unchanged", async () => {
    const { alertmanager } = PREVIOUS_IMAGES;
    const changed = await changedWorkloads({}, { alertmanager });
    expect(changed.map(({ metadata }) => metadata.name)).toEqual(["alertmanager"]);
    expect(await changedWorkloads({ alertmanager }, { alertmanager })).toEqual([]);
  });
});

describe("stored data after a change", () => {
  const up = { labels: { __name__: "up", job: "shop" }, samples: [[1000, 1]] as const };
  const other = { labels: { job: "other", __name__: "up" }, samples: [[1000, 1]] as const };

  it("counts as unchanged in any order", () => {
    const again = { ...up, labels: { job: "shop", __name__: "up" } };
    expect(differences([up, other], [other, again])).toEqual({
      series: 2,
      samples: 2,
      different: [],
    });
  });

  it("counts as different if a series is missing or has other samples", () => {
    const changed = { ...other, samples: [[1000, 0]] as const };
    expect(differences([up, other], [changed]).different).toHaveLength(2);
  });
});
