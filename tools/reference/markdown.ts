/** A table in Markdown; what would end a cell or a line in it is written so that it does not. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

export function promqlBlock(...queries: readonly string[]): string {
  return `\`\`\`promql\n${queries.join("\n")}\n\`\`\``;
}

/** A heading under an id of its own, for links: those that a viewer makes of titles differ, and so may titles not. */
export function heading(level: 2 | 3, title: string, id: string): string {
  return `${"#".repeat(level)} ${title} <a id="${id}"></a>`;
}

/** Paragraphs, without those that are empty. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A page that a program wrote, still to be formatted. */
export function page(title: string, ...parts: readonly string[]): string {
  const origin =
    "Written by `npm run docs` from the declarations in the code. Do not edit it by hand.";
  return paragraphs(`# ${title}`, origin, ...parts) + "\n";
}
