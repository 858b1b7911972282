import { asText } from "../../../tools/review/format/text";
import { review } from "../../../tools/review/review";
import { alertRecords } from "./recorded/alerts";
import { changed, edits, type Recorded } from "./recorded/record";
import { clusterRecords } from "./recorded/cluster";
import { panelRecords } from "./recorded/panels";
import { routeRecords } from "./recorded/routes";

const RECORDED: Readonly<Record<string, readonly Recorded[]>> = {
  "of alerts": alertRecords,
  "of routes": routeRecords,
  "of panels and metrics": panelRecords,
  "of the cluster": clusterRecords,
};

describe.each(Object.entries(RECORDED))("a change %s is told", (_, records) => {
  it.each(records)("$title", async ({ stack = "prod", base = edits(), change, tells }) => {
    const sides = { base: await changed(stack, base), head: await changed(stack, change) };
    const found = review([{ stack, ...sides }]);
    expect(asText(found, { colors: false })).toBe(tells.trimStart());
  });
});
