import { colorManipulator, type GrafanaTheme2 } from "@grafana/data";
import type { UPlotConfigBuilder } from "@grafana/ui";

import type { Mark } from "../../drawing";

const MILLISECONDS = 1000;
const DASHES = [5, 5];
/** Half the width of the mark below the axis, in pixels. */
const FOOT = 4;

/** Draws on each new plot where marks begin and end, like Grafana's annotations. */
export function drawMarks(
  builder: UPlotConfigBuilder,
  marks: readonly Mark[],
  theme: GrafanaTheme2,
): void {
  if (marks.length === 0) return;
  builder.addHook("draw", (plot) => {
    const { ctx, bbox } = plot;
    const ratio = window.devicePixelRatio;
    const bottom = bbox.top + bbox.height;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height + 2 * FOOT * ratio);
    ctx.clip();
    for (const mark of marks) {
      const color = theme.visualization.getColorByName(mark.color);
      const [from, to] = [mark.from, mark.to].map((time) =>
        Math.round(plot.valToPos(time * MILLISECONDS, "x", true)),
      ) as [number, number];
      ctx.fillStyle = colorManipulator.alpha(color, 0.1);
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      ctx.strokeStyle = color;
      ctx.lineWidth = ratio;
      ctx.setLineDash(DASHES.map((length) => length * ratio));
      for (const x of new Set([from, to])) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bottom);
        ctx.stroke();
      }
      ctx.fillStyle = color;
      ctx.fillRect(from - FOOT * ratio, bottom, to - from + 2 * FOOT * ratio, FOOT * ratio);
    }
    ctx.restore();
  });
}
