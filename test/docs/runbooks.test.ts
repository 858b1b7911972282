import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { alertNames } from "../../alert-rules";
import { nodesOf } from "../../signals/promql/syntax";
import { checkRules } from "../support/promtool";
import { catalogSeries } from "../support/catalogs";

const FOLDER = join(__dirname, "../../docs/runbooks");
const SECTIONS = ["Impact", "What you see", "How to look", "How to fix", "Who next"];
const NAMESPACES = ["autodealgenie", "monitoring", "cert-manager"];

it("has a page for each alert, and none for an alert that does not exist", () => {
  const pages = readdirSync(FOLDER).filter((name) => name !== "README.md");
  expect(pages.sort()).toEqual(alertNames.map((name) => `${name}.md`).sort());
});

describe.each(alertNames)("%s.md", (name) => {
  const page = readFileSync(join(FOLDER, `${name}.md`), "utf8");
  const queries = [...page.matchAll(/```promql\n([^`]+)```/g)].map(([, query]) => query!.trim());

  it("has the alert's name as its heading, and all sections in order", () => {
    expect(page.split("\n")[0]).toBe(`# ${name}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  });

  it("has queries, all of which Prometheus accepts", () => {
    const rules = queries.map((expr, i) => ({ record: `runbook:query:${i}`, expr }));
    expect(checkRules([{ name: "runbook", rules }])).toContain("SUCCESS");
    expect(queries.length).toBeGreaterThan(0);
  });

  it("queries only existing metrics", () => {
    const named = queries.flatMap((query) =>
      nodesOf(query)
        .filter((node) => node.name === "Identifier")
        .map(({ from, to }) => query.slice(from, to)),
    );
    expect(named.filter((metric) => !catalogSeries.includes(metric))).toEqual([]);
  });

  it("specifies the namespace for each command", () => {
    const commands = [...page.matchAll(/kubectl [^`\n]*/g)].map(([command]) => command);
    const namespaces = commands.map((command) => /^kubectl -n (\S+) /.exec(command)?.[1] ?? "");
    expect(commands.length).toBeGreaterThan(0);
    expect(namespaces.filter((namespace) => !NAMESPACES.includes(namespace))).toEqual([]);
  });
});
