type Labels = Readonly<Record<string, string>>;

/**
 * The name of a series in Grafana's legend.
 *
 * @param format `{{label}}` stands for a label's value. If it is empty or `__auto`, the labels are the name
 */
export function nameOf(labels: Labels, format: string): string {
  if (format === "" || format === "__auto") return labelsText(labels);
  return filled(format, labels);
}

/** Fills label values into a text. A label that the series lacks becomes empty. */
export function filled(format: string, labels: Labels): string {
  return format.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
}

function labelsText({ __name__: name = "", ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
}
