/** A series on a target's page, without the labels that a scrape adds. */
export interface PageSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Every series of a page in Prometheus's text format. */
export function seriesOn(page: string): readonly PageSeries[] {
  return page.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = Array.from(labels.matchAll(LABEL), ([, label = "", text = ""]) => {
      const unescaped = JSON.parse(`"${text}"`) as string;
      return [label, label === "le" ? stored(unescaped) : unescaped] as const;
    });
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** Prometheus 3 stores `le="2"` as `le="2.0"` when it scrapes. */
function stored(bound: string): string {
  return /^\d+$/.test(bound) ? `${bound}.0` : bound;
}
