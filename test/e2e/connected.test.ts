import { connectsAsAnalysed } from "./support/connections";

describe("the network", () => {
  it("lets through what the policies of dev allow, and nothing else", connectsAsAnalysed);
});
