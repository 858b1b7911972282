import { ownCluster } from "../../e2e/support/whichCluster";

describe("which cluster the live proof uses", () => {
  it.each([
    ["an empty one", "dev", [], undefined, undefined],
    ["one that holds the stack", "dev", [], { stack: "dev", by: "kubectl" }, undefined],
    ["one that holds another stack", "dev", [], { stack: "prod", by: "kubectl" }, "dev"],
    ["one that holds another stack", "prod", [], { stack: "dev", by: "kubectl" }, "prod"],
    ["one that Pulumi deployed", "dev", [], { stack: "dev", by: "pulumi" }, "dev"],
    ["any, with an extra", "dev", ["operator"], { stack: "dev", by: "kubectl" }, "operator"],
  ] as const)("beside %s, for %s with %j", (_what, stack, extras, there, own) => {
    expect(ownCluster(stack, extras, there)).toBe(own);
  });
});
