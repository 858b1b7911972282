import type { Kind } from "./define";
import type { Sample } from "./series";

export type SomeLabels = Readonly<Record<string, string>>;

interface Known<S> {
  readonly labels: SomeLabels;
  /** The labels as the page shows them, without braces. */
  readonly written: string;
  readonly series: S;
}

interface Named {
  readonly name: string;
  readonly help: string;
  readonly type: Kind;
  readonly labelNames: readonly string[];
}

/**
 * A metric: its series, by their labels. It is registered in prom-client's registry beside prom-client's own metrics
 * and has the methods that the registry needs. Those would build the labels and look up the series at each event; with
 * this class, code that counts often looks up its series once and keeps it.
 */
export class Family<S extends { samples(): readonly Sample[] }> {
  readonly name: string;
  readonly help: string;
  readonly type: Kind;
  readonly #labelNames: readonly string[];
  readonly #create: () => S;
  readonly #known = new Map<string, Known<S>>();

  constructor({ name, help, type, labelNames }: Named, create: () => S) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#labelNames = labelNames;
    this.#create = create;
  }

  /** The series with these labels, created at 0 if there was none. */
  labels(values: SomeLabels): S {
    let key = "";
    // Prefixed with its length, so that two different label sets never give the same key.
    for (const name of this.#labelNames) {
      const value = values[name] ?? "";
      key += `${String(value.length)}:${value}`;
    }
    return (this.#known.get(key) ?? this.#begin(key, values)).series;
  }

  /** Removes every series. Code that has kept one goes on counting, but it no longer shows. */
  clear(): void {
    this.#known.clear();
  }

  /** The lines before the series on the page. */
  head(): string {
    return `# HELP ${this.name} ${escaped(this.help)}\n# TYPE ${this.name} ${this.type}`;
  }

  /** The lines of each series together, so that nothing can be counted between them. */
  *lines(): Generator<readonly string[]> {
    for (const { written, series } of this.#known.values()) {
      yield series.samples().map((sample) => line(this.name, written, sample));
    }
  }

  /** All samples at once, in the form that prom-client's registry expects. */
  get() {
    const values = [...this.#known.values()].flatMap(({ labels, series }) =>
      series.samples().map(({ suffix, le, value }) => ({
        metricName: `${this.name}${suffix}`,
        labels: le === undefined ? labels : { le, ...labels },
        value,
      })),
    );
    const { name, help, type } = this;
    return Promise.resolve({ name, help, type, values, aggregator: "sum" });
  }

  #begin(key: string, values: SomeLabels): Known<S> {
    const pairs = this.#labelNames.map((name) => [name, values[name] ?? ""] as const);
    const known = {
      labels: Object.fromEntries(pairs),
      written: pairs.map(([name, value]) => `${name}="${quoted(value)}"`).join(","),
      series: this.#create(),
    };
    this.#known.set(key, known);
    return known;
  }
}

function line(name: string, labels: string, { suffix, le, value }: Sample): string {
  const separator = labels === "" ? "" : ",";
  const all = le === undefined ? labels : `le="${le}"${separator}${labels}`;
  const inBraces = all === "" ? "" : `{${all}}`;
  return `${name}${suffix}${inBraces} ${numeral(value)}`;
}

/** Go's number format. prom-client writes "Nan", and Go parses it in any case. */
function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "Nan";
  return value > 0 ? "+Inf" : "-Inf";
}

const escaped = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
const quoted = (text: string) => escaped(text).replace(/"/g, '\\"');
