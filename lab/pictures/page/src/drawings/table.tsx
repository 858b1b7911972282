import {
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  type DataFrame,
  type Field,
} from "@grafana/data";

import type { DrawingProps } from "./types";

interface TableOptions {
  readonly sortBy?: readonly { readonly displayName: string; readonly desc?: boolean }[];
}

/**
 * A table as Grafana shows it, with one row for each series of a query: the same order, columns, units, colors and
 * links.
 */
export function Rows({ panel, frames, width, height }: DrawingProps) {
  const [frame] = frames;
  if (frame === undefined) return null;
  const columns = frame.fields.filter(
    ({ config }) => (config.custom as { hidden?: boolean } | undefined)?.hidden !== true,
  );
  return (
    <div className="rows" style={{ width, height }}>
      <table>
        <thead>
          <tr>
            {columns.map((field) => (
              <th key={field.name}>{getFieldDisplayName(field, frame)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {orderOf(frame, columns, panel.options as TableOptions).map((row) => (
            <tr key={row}>
              {columns.map((field) => (
                <Cell key={field.name} field={field} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ field, row }: { field: Field; row: number }) {
  const shown = field.display?.(field.values[row]);
  const text = shown ? formattedValueToString(shown) : String(field.values[row]);
  const linked = (field.config.links ?? []).length > 0;
  const { cellOptions } = (field.config.custom ?? {}) as { cellOptions?: { type?: string } };
  const color = cellOptions?.type === "color-text" ? shown?.color : undefined;
  return <td style={{ color, textDecoration: linked ? "underline" : undefined }}>{text}</td>;
}

function orderOf(frame: DataFrame, columns: readonly Field[], { sortBy = [] }: TableOptions) {
  const order = Array.from({ length: frame.length }, (_, i) => i);
  const [by] = sortBy;
  const key = columns.find((field) => getFieldDisplayName(field, frame) === by?.displayName);
  if (key === undefined) return order;
  return order.sort((a, b) => compared(key, a, b) * (by?.desc ? -1 : 1));
}

function compared({ values, type }: Field, a: number, b: number): number {
  const [x, y] = [values[a], values[b]] as [unknown, unknown];
  return type === FieldType.number ? Number(x) - Number(y) : String(x).localeCompare(String(y));
}
