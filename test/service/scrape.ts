/** A parsed /metrics page. */
export class Scrape {
  readonly #samples = new Map<string, number>();

  constructor(readonly text: string) {
    for (const line of text.split("\n")) {
      if (line === "" || line.startsWith("#")) continue;
      const at = line.lastIndexOf(" ");
      this.#samples.set(line.slice(0, at), Number(line.slice(at + 1)));
    }
  }

  static async of(url: string): Promise<Scrape> {
    const response = await fetch(`${url}/metrics`);
    if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
    return new Scrape(await response.text());
  }

  get series(): number {
    return this.#samples.size;
  }

  /** The names of all metrics, from their TYPE lines. */
  names(): readonly string[] {
    return [...this.text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
  }

  /** The value of a series, with labels in the catalog's order; undefined if it does not exist. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const inner = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return this.#samples.get(inner.length === 0 ? name : `${name}{${inner.join(",")}}`);
  }

  /** All series of a metric that are not 0, by their labels as written. */
  nonZero(name: string): Readonly<Record<string, number>> {
    const found = [...this.#samples].filter(
      ([series, value]) => value !== 0 && (series === name || series.startsWith(`${name}{`)),
    );
    return Object.fromEntries(found.map(([series, value]) => [series.slice(name.length), value]));
  }
}
