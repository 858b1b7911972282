import { connectsAsAnalysed } from "./support/connections";
import { labConfig } from "./support/labStack";

describe("the network", () => {
  it("lets through exactly the connections that dev's policies allow", () =>
    connectsAsAnalysed(labConfig));
});
