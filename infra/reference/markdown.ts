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

/** A page that a program wrote, as prettier is to format it. */
export function page(title: string, ...parts: readonly string[]): string {
  const origin =
    "Written by `npm run docs` from the declarations in the code. Do not edit it by hand.";
  return [`# ${title}`, origin, ...parts].join("\n\n") + "\n";
}
