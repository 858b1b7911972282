import { dashboards } from "../../dashboards";
import { findings } from "../../infra/check";
import { declare, plan } from "../../infra/plan";
import { assertSyntax } from "../../infra/promql/syntax";
import { scaleQuery } from "../../infra/promql/scale";
import { renderStack } from "../../infra/render/render";
import { compareTrees } from "../../infra/review/compare";
import { modelOf } from "../../infra/review/model/model";
import { context, declaredDashboards, declaredRules } from "../support/declared";
import { settings } from "../support/stacks";
import type { Benchmark } from "./compare";

const FACTOR = 5;

/** Writes what was made, and reads it: what any tool does with it at the least. */
const throughJson = (made: unknown) => (): unknown => JSON.parse(JSON.stringify(made));

/** What a preview does, piece by piece. */
export async function programBenchmarks(): Promise<readonly Benchmark[]> {
  const dev = settings("dev");
  const { declared } = declare(dev);
  const { objects } = await renderStack("dev");
  const prod = await renderStack("prod");
  const otherProd = new Map([...prod.files, ["grafana/grafana.ini", ""]]);
  const queries = declaredRules.map(({ expr }) => expr);
  return [
    {
      name: "rendering prod",
      against: "rendering dev",
      work: () => renderStack("prod"),
      baseline: () => renderStack("dev"),
      rounds: 5,
    },
    {
      name: "rendering dev",
      against: "its objects through JSON",
      work: () => renderStack("dev"),
      baseline: throughJson(objects),
      rounds: 5,
    },
    {
      name: "planning dev, nothing registered",
      against: "the objects through JSON",
      work: () => plan(dev),
      baseline: throughJson(objects),
      rounds: 5,
    },
    {
      name: "checking dev, once planned",
      against: "planning it without",
      work: () => findings(declared),
      baseline: () => declare(dev),
      rounds: 5,
    },
    {
      name: "comparing prod with another prod",
      against: "reading the files of both",
      work: () => compareTrees(prod.files, otherProd),
      baseline: () => [modelOf(prod.files), modelOf(otherProd)],
    },
    {
      name: "building every dashboard",
      against: "the dashboards through JSON",
      work: () => dashboards(context),
      baseline: throughJson(declaredDashboards),
    },
    {
      name: "scaling every rule's query",
      against: "parsing it",
      work: () => {
        for (const query of queries) scaleQuery(query, FACTOR);
      },
      baseline: () => {
        for (const query of queries) assertSyntax(query);
      },
    },
  ];
}
