import { StackSchema } from "../../../infra/settings/schema";
import { EVERYDAY_SWITCHES, NOT_SWITCHED, OTHER_SWITCHES } from "../../e2e/support/switches";
import { settings } from "../../support/stacks";

const switches = [...EVERYDAY_SWITCHES, ...OTHER_SWITCHES];

it("every section of the settings is changed in a live proof, or has a reason why not", () => {
  const tried = new Set(switches.flatMap(([, changes]) => Object.keys(changes)));
  const said = Object.keys(NOT_SWITCHED);
  expect(
    [...tried].filter((name) => said.includes(name) && !/^(mongodb|kafka)$/.test(name)),
  ).toEqual([]);
  expect(
    Object.keys(StackSchema.shape).filter((name) => !tried.has(name) && !said.includes(name)),
  ).toEqual([]);
});

it.each(switches)("dev settings are valid with %s", (_, changes) => {
  expect(() => settings("dev", changes)).not.toThrow();
});
