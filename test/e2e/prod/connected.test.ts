import { stackSettings } from "../../../lab/deploy/stack";
import { settings } from "../../support/stacks";
import { connectsAsAnalysed } from "../support/connections";
import { PROD_TIME_SCALE } from "../support/scale";

describe("the network", () => {
  it("lets through what the policies of prod allow, and nothing else", () => {
    const { overrides } = stackSettings(PROD_TIME_SCALE, {}, "prod");
    return connectsAsAnalysed(settings("prod", overrides));
  });
});
