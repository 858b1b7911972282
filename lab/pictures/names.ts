type Labels = Readonly<Record<string, string>>;

/**
 * What Grafana's legend calls a series.
 *
 * @param format `{{label}}` stands for a label's value; where it is empty or `__auto`, the labels are the name
 */
export function nameOf(labels: Labels, format: string): string {
  if (format === "" || format === "__auto") return labelsText(labels);
  return filled(format, labels);
}

/** A text with the values of labels in it, nothing where a series has no such label. */
export function filled(format: string, labels: Labels): string {
  return format.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
}

function labelsText({ __name__: name = "", ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
}
