import type { DataFrame, TimeRange } from "@grafana/data";

import type { Mark, PanelJson } from "../../../drawing";

/** What each kind of panel is drawn from; the size in pixels. */
export interface DrawingProps {
  readonly panel: PanelJson;
  readonly frames: DataFrame[];
  readonly marks: readonly Mark[];
  readonly range: TimeRange;
  readonly width: number;
  readonly height: number;
}
