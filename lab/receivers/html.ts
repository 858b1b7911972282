/** Text that is already HTML. */
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

/** A template for HTML: values are escaped unless they are already HTML. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return new Html(String.raw({ raw: parts }, ...holes.map(render)));
}

function render(hole: Hole): string {
  if (hole instanceof Html) return hole.text;
  if (typeof hole === "object") return hole.map(({ text }) => text).join("");
  return String(hole).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
