import { asText } from "../../../tools/review/format/text";
import { review } from "../../../tools/review/review";
import { alertRecords } from "./recorded/alerts";
import { changed, edits, type Recorded } from "./recorded/record";
import { clusterRecords } from "./recorded/cluster";
import { panelRecords } from "./recorded/panels";
import { routeRecords } from "./recorded/routes";

const RECORDED: Readonly<Record<string, readonly Recorded[]>> = {
  "to alerts": alertRecords,
  "to routes": routeRecords,
  "to panels and metrics": panelRecords,
  "to the cluster": clusterRecords,
};

/** Removes totals, which are not part of a change: a new alert increases most of them. */
function uncounted(text: string): string {
  return text.replaceAll(/and \d+ more/g, "and more");
}

describe.each(Object.entries(RECORDED))("the report on a change %s", (_, records) => {
  it.each(records)("$title", async ({ stack = "prod", base = edits(), change, tells }) => {
    const sides = { base: await changed(stack, base), head: await changed(stack, change) };
    const found = review([{ stack, ...sides }]);
    expect(uncounted(asText(found, { colors: false }))).toBe(uncounted(tells.trimStart()));
  });
});
