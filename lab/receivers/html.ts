/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Hole = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML with holes; what goes into a hole is escaped unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return new Html(String.raw({ raw: parts }, ...holes.map(render)));
}

function render(hole: Hole): string {
  if (hole instanceof Html) return hole.text;
  if (typeof hole === "object") return hole.map(({ text }) => text).join("");
  return String(hole).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
