import { extraSettings } from "../../../lab/deploy/extras";
import { stackSettings } from "../../../lab/deploy/stack";
import { settings } from "../../support/stacks";
import { connectsAsAnalysed } from "../support/connections";
import { PROD_TIME_SCALE } from "../support/scale";
import { extrasUnderTest } from "../support/stack";

describe("the network", () => {
  it("allows exactly the connections that prod's policies allow", () => {
    const { overrides } = stackSettings(PROD_TIME_SCALE, extraSettings(extrasUnderTest()), "prod");
    return connectsAsAnalysed(settings("prod", overrides));
  });
});
