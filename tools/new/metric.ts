import type { Kind, Metric } from "../../service/metrics/define";
import { JOBS, targetOf, type Job } from "../../signals/exporters/targets";
import { Problem } from "../problem";
import { escaped, type Insertion, type NewFile, type Read, type Skeleton } from "./edits";
import { camelCase, requireName, titleOf } from "./names";

const TARGETS = "signals/exporters/targets.ts";
const BACKEND: Job = "backend";
/** The prefix of our own metrics. Those of other programs start with their names. */
const OURS = "autodealgenie_";

/** Where a catalog of metrics is declared, and under what name. */
interface Declared {
  readonly job: Job;
  readonly path: string;
  readonly name: string;
}

/** A declared metric and its catalog. */
export interface KnownMetric {
  readonly job: Job;
  readonly name: string;
  readonly kind: Kind;
  /** For each label, one of its possible values. */
  readonly labels: Readonly<Record<string, string>>;
  readonly catalog: Declared;
}

/** The first catalog of a job's metrics. @throws Problem if it has none, or no such job is scraped */
function catalogOf(job: string, read: Read): Declared {
  const known = JOBS.find((each) => each === job);
  if (known === undefined) {
    throw new Problem(`There is no scrape job ${job}.`, `Choose one of ${JOBS.join(", ")}.`);
  }
  const targets = read(TARGETS) ?? "";
  const start = targets.search(new RegExp(`^  "?${escaped(job)}"?: \\{`, "m"));
  const [, name] =
    /\bmetrics: (\w+)/.exec(targets.slice(start, targets.indexOf("\n  },", start))) ?? [];
  const imported = new RegExp(`^import \\{[^}]*\\b${name ?? "-"}\\b[^}]*\\} from "([^"]+)"`, "m");
  const [, module] = imported.exec(targets) ?? [];
  if (name === undefined || module === undefined) {
    throw new Problem(`${job} has no catalogue of metrics.`, `Add one in ${TARGETS}.`);
  }
  const path = module.startsWith("../../")
    ? module.slice("../../".length)
    : `signals/exporters/${module.slice(2)}`;
  return { job: known, path: `${path}.ts`, name };
}

/** @throws Problem if no catalog declares it */
export function knownMetric(name: string, read: Read): KnownMetric {
  for (const job of JOBS) {
    const found = targetOf(job)
      .catalogs.map(({ metrics }) => metrics[name])
      .find((metric) => metric !== undefined);
    if (found)
      return {
        job,
        name,
        kind: found.kind,
        labels: oneOf(found),
        catalog: fileOf(job, name, read),
      };
  }
  throw new Problem(
    `No catalogue declares the metric ${name}.`,
    `Declare it first: npm run new -- metric ${name}`,
  );
}

/** For a job with several catalogs, the one with the metric. */
function fileOf(job: Job, metric: string, read: Read): Declared {
  const first = catalogOf(job, read);
  const text = read(first.path) ?? "";
  const at = text.search(new RegExp(`^  ${metric}:`, "m"));
  const names = [
    ...text.slice(0, at).matchAll(/^export const (\w+) = (?:define|describe)Metrics/gm),
  ];
  return { ...first, name: names.at(-1)?.[1] ?? first.name };
}

function oneOf({ labels }: Metric): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, values]) => [label, values?.[0] ?? "a"]),
  );
}

/** The metric's type, guessed from its name. In other programs' exporters, a time is as often a gauge. */
function kindOf(name: string, job: string): Kind {
  if (name.endsWith("_total")) return "counter";
  return job === BACKEND && /_(seconds|bytes)$/.test(name) ? "histogram" : "gauge";
}

/**
 * A metric: its declaration, the signal that reads it, and, if it is the backend's, a test over HTTP.
 *
 * @throws Problem if the name is invalid or the job has no catalog
 */
export function metricSkeleton(name: string, job: string, read: Read): Skeleton {
  requireName("metric", name);
  const catalog = catalogOf(job, read);
  if (job === BACKEND && !name.startsWith(OURS)) {
    throw new Problem(
      `"${name}" does not start with ${OURS}, as all of the backend's metrics do.`,
      `Choose ${OURS}${name}, or name the job that exports it with --of <job>. Nothing was written.`,
    );
  }
  const kind = kindOf(name, job);
  const help = `"Fill in: what it counts, in a sentence."`;
  const rest = {
    counter: "",
    gauge: "",
    histogram: name.endsWith("_bytes")
      ? ", [256, 4096, 65_536, 1_048_576]"
      : ", [0.1, 0.5, 1, 5, 10]",
  }[kind];
  const others = job === BACKEND ? "" : ", {}";
  const insertion: Insertion = {
    path: catalog.path,
    text: `  ${name}: ${kind}(${help}${rest}${others}),`,
    declared: new RegExp(`^\\s*${name}:`, "m"),
    after: new RegExp(`^export const ${catalog.name} = `, "m"),
    end: "});",
    imports: { [job === BACKEND ? "./define" : "../../service/metrics/define"]: [kind] },
  };
  const signal = signalOf({ job: catalog.job, name, kind, labels: {}, catalog });
  return {
    name,
    files: [signal.file, ...(job === BACKEND ? [serviceTest(name, kind, signal.name)] : [])],
    insertions: [insertion],
  };
}

/** The signal for a metric, in a file of its own in `signals/`, named after it. */
export interface SignalFile {
  /** The name of the exported signal and of the file. */
  readonly name: string;
  readonly file: NewFile;
  readonly unit: "operationsPerSecond" | "count" | "seconds" | "bytes";
  /** Whether the signal is measured over a window. */
  readonly windowed: boolean;
}

/** The signal through which alerts and panels read a metric. */
export function signalOf({ job, name: metric, kind, catalog }: KnownMetric): SignalFile {
  const name = camelCase(metric.replace(OURS, "").replace(/_(total|seconds|bytes)$/, ""));
  const windowed = kind !== "gauge";
  const unit = {
    counter: "operationsPerSecond",
    gauge: "count",
    histogram: metric.endsWith("_bytes") ? "bytes" : "seconds",
  }[kind] as SignalFile["unit"];
  const select = kind === "histogram" ? "buckets" : "where";
  const series = `\${${select}(m.${metric}, { job: "${job}" })}`;
  const query = {
    counter: `(w) => promql\`sum by (\${by()}) (rate(${series}[\${w}]))\``,
    gauge: `() => promql\`max by (\${by()}) (${series})\``,
    histogram: `(w) => promql\`histogram_quantile(0.95, sum by (\${by("le")}) (rate(${series}[\${w}])))\``,
  }[kind];
  const idle = kind === "histogram" ? '\n  idle: "empty",' : "";
  const from = catalog.path.startsWith("signals/")
    ? catalog.path.replace("signals/", "./")
    : `../${catalog.path}`;
  const text = `import { ${catalog.name} as m } from "${from.replace(/\.ts$/, "")}";
import { by, promql } from "./promql/promql";
import { ${select} } from "./promql/selector";
import { Signal } from "./promql/signal";

export const ${name} = new Signal({
  title: "${titleOf(name)}",
  description: "Fill in: what the number means, in a sentence.",
  unit: "${unit}",
  query: ${query},${idle}
});
`;
  return { name, unit, windowed, file: { path: `signals/${name}.ts`, text } };
}

/** Series of a metric, in promtool's notation: with `high` the signal is about 2, with `low` a quarter of that. */
export interface Played {
  readonly high: Readonly<Record<string, string>>;
  readonly low: Readonly<Record<string, string>>;
  readonly none: Readonly<Record<string, string>>;
  /** The value with `high`, as an alert's text shows it. */
  readonly says: string;
  readonly value: number;
}

/** @param step seconds between two samples */
export function played({ job, name, kind, labels }: KnownMetric, step: number): Played {
  const own = Object.entries({ job, pod: "a", ...labels });
  const series = (suffix: string, more: Readonly<Record<string, string>> = {}) =>
    `${name}${suffix}{${[...own, ...Object.entries(more)].map(([label, value]) => `${label}="${value}"`).join(",")}}`;
  const growing = (perSecond: number) => `0+${perSecond * step}x60`;
  switch (kind) {
    case "counter":
      return {
        high: { [series("")]: growing(2) },
        low: { [series("")]: growing(0.5) },
        none: { [series("")]: "0x60" },
        says: "2/s",
        value: 2,
      };
    case "gauge":
      return {
        high: { [series("")]: "2x60" },
        low: { [series("")]: "1x60" },
        none: { [series("")]: "0x60" },
        says: "2",
        value: 2,
      };
    case "histogram": {
      const bucket = (le: string) => series("_bucket", { le });
      const all = (fast: string, every: string) => ({
        [bucket("1")]: fast,
        [bucket("21")]: every,
        [bucket("+Inf")]: every,
      });
      return {
        high: all("0x60", growing(1)),
        low: all(growing(1), growing(1)),
        none: all("0x60", "0x60"),
        says: name.endsWith("_bytes") ? "20B" : "20s",
        value: 20,
      };
    }
  }
}

/** @param signal the name of the file in `signals/`, after which the test is named */
function serviceTest(name: string, kind: Kind, signal: string): NewFile {
  const text = `import { startDataServers, type DataServers } from "../support/dataServers";
import { serviceOn, untilReady, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  await untilReady(service);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

const value = async () => (await service.scrape()).value("${name}${kind === "histogram" ? "_count" : ""}");

it("is exposed from the start", async () => {
  // Fill in: cause it over HTTP, and expect the change.
  expect(await value()).toBe(0);
});
`;
  return { path: `test/service/${signal}.test.ts`, text };
}
