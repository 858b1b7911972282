import { connectsAsAnalysed } from "../support/connections";

describe("the network", () => {
  it("lets through what the policies of prod allow, and nothing else", connectsAsAnalysed);
});
