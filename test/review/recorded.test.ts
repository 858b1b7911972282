import { asText } from "../../infra/review/format/text";
import { review } from "../../infra/review/review";
import { alertRecords } from "./recorded/alerts";
import { asItIs, changed, type Recorded } from "./recorded/record";
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
  it.each(records)("$title", async ({ stack = "prod", change, tells }) => {
    const { files } = await asItIs(stack);
    const found = review([{ stack, base: files, head: await changed(stack, change) }]);
    expect(asText(found, { colors: false })).toBe(tells.trimStart());
  });
});
