import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import { buildStack } from "../../infra/plan";
import { findings } from "../../infra/model-checks";
import { settings } from "../support/stacks";

const PAGE = readFileSync(join(__dirname, "../../docs/platform.md"), "utf8");

const EXAMPLES = [...PAGE.matchAll(/^## (.*)\n|```yaml\n([\s\S]*?)```/gm)].reduce<
  readonly { readonly title: string; readonly text?: string }[]
>(
  (found, [, title, text]) =>
    title === undefined
      ? [...found, { title: found.at(-1)!.title, text: text! }]
      : [...found, { title }],
  [],
);

it("has an example in each section", () => {
  const titles = EXAMPLES.filter(({ text }) => text === undefined).map(({ title }) => title);
  const shown = EXAMPLES.filter(({ text }) => text !== undefined).map(({ title }) => title);
  expect(new Set(shown)).toEqual(new Set(titles));
});

it.each(EXAMPLES.filter(({ text }) => text !== undefined))(
  "has a valid example that passes all checks: $title",
  ({ text }) => {
    const example = load(text!) as object;
    const config = settings("prod", example);
    expect(config).toMatchObject(example);
    expect(findings(buildStack(config).declared)).toEqual([]);
  },
);
