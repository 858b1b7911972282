import type { DataFrame, TimeRange } from "@grafana/data";

import type { Mark, PanelJson } from "../../../drawing";

/** The input of every kind of panel; the size in pixels. */
export interface DrawingProps {
  readonly panel: PanelJson;
  readonly frames: DataFrame[];
  readonly marks: readonly Mark[];
  readonly range: TimeRange;
  readonly width: number;
  readonly height: number;
}
