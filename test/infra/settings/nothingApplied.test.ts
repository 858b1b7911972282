import * as pulumi from "@pulumi/pulumi";

import { merged } from "../../../tools/render/merge";
import { settingsOf, STACKS } from "../../../tools/render/render";

describe("a stack with invalid settings", () => {
  it.each(STACKS)("registers no resources in %s", async (stack) => {
    const registered: string[] = [];
    await pulumi.runtime.setMocks({
      newResource({ name, inputs }) {
        registered.push(name);
        return { id: name, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    });
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(
        merged(settingsOf(stack), { grafana: { storage: "0Gi" } }),
      ),
    });
    jest.isolateModules(() => {
      expect(() => jest.requireActual<object>("../../../infra")).toThrow(
        'grafana.storage: must be a size such as 512Mi or 20Gi, got "0Gi"',
      );
    });
    await pulumi.runtime.disconnect();
    expect(registered).toEqual([]);
  });
});
