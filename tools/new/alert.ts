import { ALERT_GROUPS, alertNames, FILES_OF_GROUPS } from "../../alert-rules/alerts";
import { SEVERITIES } from "../../alert-rules/policy";
import { Problem } from "../problem";
import type { NewFile, Read, Skeleton } from "./edits";
import { played, signalOf, type KnownMetric } from "./metric";
import { requireName } from "./names";

export interface AlertOptions {
  readonly metric: KnownMetric;
  /** A group of `alert-rules/`. */
  readonly group: string;
  readonly severity: string;
}

/** The groups that an alert can be added to. `blind` is a group with a single alert, about all others. */
export const GROUPS = Object.keys(ALERT_GROUPS).filter((group) => group !== "blind");

/** Dashboards that only some stacks have: a link to them would be dead in the others. */
const ONLY_SOMEWHERE = ["certificates", "longTerm"];
const ANYWHERE = 'PLACES.systemOverview, "requestRate"';

/**
 * An alert on a metric: its rule, its scenarios for the rule engine, its runbook, and the reason why it has no drill
 * yet.
 *
 * @throws Problem if the name is invalid or differs from an existing one only by case, or the group does not exist
 */
export function alertSkeleton(name: string, options: AlertOptions, read: Read): Skeleton {
  requireName("alert", name);
  const { metric, group, severity } = options;
  requireOneOf("group", group, GROUPS);
  requireOneOf("severity", severity, SEVERITIES);
  const alike = alertNames.find(
    (each) => each !== name && each.toLowerCase() === name.toLowerCase(),
  );
  if (alike !== undefined) {
    throw new Problem(
      `${name} differs from ${alike} only in upper and lower case.`,
      "Choose another name. Nothing was written.",
    );
  }
  const path = `alert-rules/${FILES_OF_GROUPS[group as keyof typeof ALERT_GROUPS] ?? group}.ts`;
  const source = read(path) ?? "";
  const signal = signalOf(metric);
  const { unit } = signal;
  const views = [...source.matchAll(/panel\((PLACES\.(\w+), "\w+")\)/g)];
  const view =
    views.findLast(([, , place = ""]) => !ONLY_SOMEWHERE.includes(place))?.[1] ?? ANYWHERE;
  const component = [...source.matchAll(/component: "(\w+)"/g)].at(-1)?.[1] ?? "";
  const scenarios = `${name.charAt(0).toLowerCase()}${name.slice(1)}Scenarios`;
  return {
    name,
    files: [
      signal.file,
      { path: `test/alert-rules/${scenarios}.ts`, text: scenariosText(name, scenarios, metric) },
      runbook(name, metric),
    ],
    insertions: [
      {
        path,
        text: ruleText(name, { ...options, component, view, signal }),
        declared: new RegExp(`"${name}"`),
        after: /^export const \w+Alerts = \[$/m,
        end: "];",
        imports: {
          [`../signals/${signal.name}`]: [signal.name],
          "../signals/places": ["panel", "PLACES"],
          "../signals/promql/units": [unit === "bytes" ? "quantity" : unit],
          "./alert": ["alert"],
        },
      },
      {
        path: "test/alert-rules/scenarios.ts",
        text: `  ...${scenarios},`,
        declared: new RegExp(`\\b${scenarios}\\b`),
        after: /^export const scenarios/m,
        end: "};",
        imports: { [`./${scenarios}`]: [scenarios] },
      },
      {
        path: "lab/drills/undrilled.ts",
        text: `  // Fill in: write a drill in lab/drills/ and remove this line; if dev never has the alert, give the reason instead.
  ["${name}", "it has no drill yet"],`,
        declared: new RegExp(`\\["${name}"`),
        after: /^export const UNDRILLED/m,
        end: "]);",
      },
    ],
  };
}

/** @throws Problem that lists the valid values unless it is one of them */
export function requireOneOf(what: string, value: string, all: readonly string[]): void {
  if (all.includes(value)) return;
  throw new Problem(
    `There is no ${what} ${value}.`,
    `Choose one of ${all.join(", ")}. Nothing was written.`,
  );
}

function ruleText(
  name: string,
  {
    severity,
    component,
    view,
    signal,
  }: AlertOptions & { component: string; view: string; signal: ReturnType<typeof signalOf> },
): string {
  const one = signal.unit === "bytes" ? 'quantity(1, "bytes")' : `${signal.unit}(1)`;
  const window = signal.windowed ? ', window: "5m"' : "";
  const [args, over] = signal.windowed
    ? ["{ limit, window }", "limit, window"]
    : ["{ limit }", "limit"];
  return `  // Fill in: the limit, the duration, the component and the panel; add alerts that explain it to inhibitedBy.
  alert("${name}", {
    policy: { limit: ${one}${window}, for: "10m", severity: "${severity}" },
    rule: (${args}) => ({
      when: ${signal.name}.above(${over}),
      component: "${component}",
      summary: () => "Fill in: what is wrong, in one sentence.",
      description: (_, value) => \`Fill in: how bad it is; it is \${value}, the limit is \${limit.value}.\`,
      view: panel(${view}),
    }),
  }),`;
}

function scenariosText(name: string, exported: string, metric: KnownMetric): string {
  const { high, low, none, says } = played(metric, 60);
  const counts = metric.kind !== "gauge";
  const restarted = Object.fromEntries(
    Object.keys(low).map((series) => [series, "900+30x15 0+30x45"]),
  );
  const restart = `  {
    title: "is not fooled by a restart",
    case: "restarted counter",
    series: ${JSON.stringify(restarted)},
    at: "40m",
    fires: [],
  },
`;
  return `import type { Scenario, ScenariosByAlert } from "./scenario";

// Fill in: realistic values. Samples are a minute apart: 60 more are one a second.
const scenarios: readonly Scenario[] = [
  {
    title: "fires once it has lasted ten minutes",
    series: ${JSON.stringify(high)},
    at: "20m",
    fires: [{}],
    says: {
      summary: "Fill in: what is wrong, in one sentence.",
      description: "Fill in: how bad it is; it is ${says}, the limit is 1.",
    },
  },
  {
    title: "is quiet just below the limit",
    case: "just below the limit",
    series: ${JSON.stringify(low)},
    at: "40m",
    fires: [],
  },
  {
    title: "is quiet while nothing happens",
    case: "no traffic",
    series: ${JSON.stringify(none)},
    at: "40m",
    fires: [],
  },
${counts ? restart : ""}];

export const ${exported} = {
  ${name}: { scenarios, cannotBe: {${counts ? "" : ' "restarted counter": "it reads no counter" '}} },
} satisfies ScenariosByAlert;
`;
}

function runbook(name: string, { name: metric, job, kind }: KnownMetric): NewFile {
  const query = {
    counter: `sum by (pod) (rate(${metric}{job="${job}"}[5m]))`,
    gauge: `${metric}{job="${job}"}`,
    histogram: `histogram_quantile(0.95, sum by (le) (rate(${metric}_bucket{job="${job}"}[5m])))`,
  }[kind];
  const command =
    job === "backend"
      ? "kubectl -n autodealgenie logs deployment/backend --all-pods --since=10m"
      : "kubectl -n monitoring get pods";
  const text = `# ${name}

Fill in: what has been wrong, and for how long.

## Impact

Fill in: what users notice, and what still works for them.

**First:** fill in: one action, or the one question that decides what to do.

## What you see

- Fill in: the panels that show it, and what they show.

## How to look

Fill in: what this shows.

\`\`\`promql
${query}
\`\`\`

\`\`\`sh
${command}
\`\`\`

## How to fix

- Fill in: a cause, and how to fix it.

## Who next

Fill in: whom to ask if this is not enough.
`;
  return { path: `docs/runbooks/${name}.md`, text };
}
