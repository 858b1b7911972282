import { connectsAsAnalysed } from "./support/connections";
import { labConfig } from "./support/labStack";

describe("the network", () => {
  it("lets through what the policies of dev allow, and nothing else", () =>
    connectsAsAnalysed(labConfig));
});
