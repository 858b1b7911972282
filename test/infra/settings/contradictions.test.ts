import { parseConfig } from "../../../infra/settings";
import { merged } from "../../../tools/render/merge";
import { settingsOf, STACKS } from "../../../tools/render/render";
import { CONTRADICTIONS } from "../support/contradictions";

describe.each(STACKS)("settings of %s that contradict each other", (stack) => {
  const cases = CONTRADICTIONS.filter(({ only = stack }) => only === stack);

  it.each(cases)("are rejected: $title", ({ set, told }) => {
    const settings = merged(settingsOf(stack), set);
    expect(() => parseConfig(settings, `Pulumi.${stack}.yaml`)).toThrow(told);
  });
});
