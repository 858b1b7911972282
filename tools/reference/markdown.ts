/** A Markdown table. Characters that would end a cell or a line are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Inline code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A bulleted list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A code block of PromQL, with one query per line. */
export function promqlBlock(...queries: readonly string[]): string {
  return `\`\`\`promql\n${queries.join("\n")}\n\`\`\``;
}

/** A heading with an explicit id for links: generated ids differ between viewers, and change with the title. */
export function heading(level: 2 | 3, title: string, id: string): string {
  return `${"#".repeat(level)} ${title} <a id="${id}"></a>`;
}

/** Joins paragraphs, without the empty ones. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A generated page, before formatting. */
export function page(title: string, ...parts: readonly string[]): string {
  const origin =
    "Written by `npm run docs` from the declarations in the code. Do not edit it by hand.";
  return paragraphs(`# ${title}`, origin, ...parts) + "\n";
}
