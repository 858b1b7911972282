export type Labels = Readonly<Record<string, string>>;

/** The labels of a series as text, such as `up{job="backend"}`. */
export function labelsIn(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]),
  ) as Labels;
}
