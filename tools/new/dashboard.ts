import { PLACES } from "../../signals/places";
import { escaped, type Skeleton } from "./edits";
import { played, signalOf, type KnownMetric } from "./metric";
import { kebabCase, requireName, titleOf } from "./names";

/**
 * A dashboard with one panel that shows a metric, its place, and a test of the panel's query.
 *
 * @throws Problem if the name is invalid
 */
export function dashboardSkeleton(name: string, metric: KnownMetric): Skeleton {
  requireName("dashboard", name);
  const signal = signalOf(metric);
  const uid = `autodealgenie-${kebabCase(name)}`;
  const title = titleOf(name).replaceAll(/ ([a-z])/g, (letter) => letter.toUpperCase());
  const panelTitle = titleOf(signal.name).replaceAll(/ ([a-z])/g, (letter) => letter.toUpperCase());
  // The signal and the dashboard are both exported, so their names must differ.
  const drawn = signal.name === name ? `${name}Signal` : signal.name;
  const last = Object.keys(PLACES).at(-1) ?? "";
  return {
    name,
    files: [
      signal.file,
      {
        path: `dashboards/${name}.ts`,
        text: `import { ${signal.name}${drawn === signal.name ? "" : ` as ${drawn}`} } from "../signals/${signal.name}";
import { PLACES } from "../signals/places";
import { dashboard, lines, trace } from "./grafana";

export const ${name} = () =>
  dashboard(PLACES.${name}, {
    title: "${title}",
    description: "Fill in: the question that the dashboard answers.",
    tags: ["${kebabCase(name)}"],
    refresh: "30s",
    from: "now-6h",
    rows: [["${signal.name}"]],
    panels: {
      ${signal.name}: lines({
        title: "${panelTitle}",
        description: ${drawn}.description,
        empty: "Fill in: why there is nothing to draw",
        traces: [trace(${drawn}, () => "${titleOf(signal.name).toLowerCase()}")],
      }),
    },
  });
`,
      },
      {
        path: `test/dashboards/${name}.test.ts`,
        text: testText(uid, panelTitle, metric),
      },
    ],
    insertions: [
      {
        path: "signals/places.ts",
        text: `  ${name}: { uid: "${uid}", panels: { ${signal.name}: 1 } },`,
        declared: new RegExp(`^  ${name}: \\{|"${escaped(uid)}"`, "m"),
        after: new RegExp(`^  ${last}: \\{`, "m"),
        end: "} as const;",
      },
      {
        path: "dashboards/index.ts",
        text: `    ${name}(),`,
        declared: new RegExp(`\\b${name}\\b`),
        after: /^ {2}return \[$/m,
        end: "  ];",
        imports: { [`./${name}`]: [name] },
      },
    ],
  };
}

function testText(uid: string, title: string, metric: KnownMetric): string {
  const { high, value } = played(metric, 15);
  return `import { declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const asks = asker(declaredDashboards.find(({ uid }) => uid === "${uid}")!);

it("draws the value of the metric", () => {
  // Fill in: the result for several pods. Samples are 15 seconds apart: 15 more are one a second.
  asks(["${title}"], ${JSON.stringify(high)}, { "{}": ${value} });
});
`;
}
