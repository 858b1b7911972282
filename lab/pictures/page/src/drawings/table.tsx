import { FieldType, getFieldDisplayName, type DataFrame, type Field } from "@grafana/data";
import { Table } from "@grafana/ui";
import { useMemo } from "react";

import type { DrawingProps } from "./types";

interface TableOptions {
  readonly sortBy?: readonly { readonly displayName: string; readonly desc?: boolean }[];
}

/** Grafana's table: a row for each series of a query. */
export function Rows({ panel, frames, width, height }: DrawingProps) {
  const data = useMemo(() => sorted(frames[0], panel.options as TableOptions), [frames, panel]);
  if (data === undefined) return null;
  return <Table data={data} width={width} height={height} />;
}

/** What is hidden left out; each cell as its unit and its mappings have it. */
function sorted(frame: DataFrame | undefined, options?: TableOptions): DataFrame | undefined {
  if (frame === undefined) return undefined;
  const shown = frame.fields.filter(
    ({ config, type }) =>
      type !== FieldType.time || !(config.custom as { hidden?: boolean } | undefined)?.hidden,
  );
  const [by] = options?.sortBy ?? [];
  const key = shown.find((field) => getFieldDisplayName(field, frame) === by?.displayName);
  const order = Array.from({ length: frame.length }, (_, i) => i);
  if (key) order.sort((a, b) => compared(key, a, b) * (by?.desc ? -1 : 1));
  const fields = shown.map((field) => ({
    ...field,
    values: order.map((i) => field.values[i] as unknown),
  }));
  return { ...frame, fields };
}

function compared({ values, type }: Field, a: number, b: number): number {
  const [x, y] = [values[a], values[b]] as [unknown, unknown];
  return type === FieldType.number ? Number(x) - Number(y) : String(x).localeCompare(String(y));
}
