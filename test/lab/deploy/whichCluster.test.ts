import { ownCluster } from "../../e2e/support/whichCluster";

describe("the cluster that the live proof uses", () => {
  it.each([
    ["an empty default cluster", "dev", [], undefined, undefined],
    [
      "a default cluster with the same stack",
      "dev",
      [],
      { stack: "dev", by: "kubectl" },
      undefined,
    ],
    ["a default cluster with another stack", "dev", [], { stack: "prod", by: "kubectl" }, "dev"],
    ["a default cluster with another stack", "prod", [], { stack: "dev", by: "kubectl" }, "prod"],
    ["a default cluster deployed by Pulumi", "dev", [], { stack: "dev", by: "pulumi" }, "dev"],
    ["any default cluster", "dev", ["operator"], { stack: "dev", by: "kubectl" }, "operator"],
  ] as const)(
    "given %s, is the right one for %s with extras %j",
    (_what, stack, extras, there, own) => {
      expect(ownCluster(stack, extras, there)).toBe(own);
    },
  );
});
