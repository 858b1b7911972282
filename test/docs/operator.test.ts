import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import { findings } from "../../infra/model-checks";
import { stackModel } from "../../infra/plan";
import { operatorSettings } from "../../infra/settings/operator";
import { settings } from "../support/stacks";

const PAGE = readFileSync(join(__dirname, "../../docs/operator.md"), "utf8");
const EXAMPLE = load(/```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!) as object;

it("has an example that is valid and passes all checks", () => {
  const config = settings("dev", EXAMPLE);
  expect(config).toMatchObject(EXAMPLE);
  expect(findings(stackModel(config))).toEqual([]);
});

it("shows the operator's default settings in its example", () => {
  expect(operatorSettings.parse((EXAMPLE as { operator: object }).operator)).toEqual(
    operatorSettings.parse({}),
  );
});
