import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { StackInput } from "../../../infra/settings";
import { writeFolder } from "../../../tools/render/folder";
import type { DeepPartial } from "../../../tools/render/merge";
import { renderStack } from "../../../tools/render/render";
import { modelOf } from "../../../tools/review/model/model";
import { isRendered, treesIn } from "../../../tools/review/sides/folder";

const BESIDE: DeepPartial<StackInput> = {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
};

it("reads the rules, the dashboards and the name of a stack beside a prometheus-operator", async () => {
  const { files, objects } = await renderStack("dev", { overrides: BESIDE });
  const parent = mkdtempSync(join(tmpdir(), "operator-"));
  try {
    const folder = join(parent, "rendered");
    writeFolder(folder, files);
    expect(isRendered(folder)).toBe(true);
    const trees = [...treesIn(folder)];
    expect(trees.map(([stack]) => stack)).toEqual(["dev"]);
    const { groups, dashboards } = modelOf(trees[0]![1]);
    const rules = objects.filter(({ kind }) => kind === "PrometheusRule");
    expect(groups).toHaveLength(rules.length);
    expect(groups.flatMap((group) => group.rules.map(({ alert }) => alert))).toContain(
      "HighErrorRate",
    );
    expect(dashboards.size).toBeGreaterThan(9);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
