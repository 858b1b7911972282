import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { MonitoringStack } from "../../infra/monitoringStack";
import { neededSecrets } from "../../infra/settings/secrets";
import { STACKS } from "../../tools/render/render";
import { requestsOf } from "../support/options";
import { settings } from "../support/stacks";

const STACK_TYPE = "autodealgenie:monitoring:MonitoringStack";

/** Whether a resource has an alias without a parent. */
function hadNoParent(request: RegisterResourceRequest): boolean {
  return request.getAliasesList().some((alias) => alias.getSpec()?.getNoparent() === true);
}

describe.each(STACKS)("upgrading %s from a version without MonitoringStack", (stack) => {
  it("keeps every resource: former top-level resources have an alias without a parent", async () => {
    const config = settings(stack);
    const secrets = Object.fromEntries(neededSecrets(config).map((key) => [key, "secret"]));
    const requests = await requestsOf(
      () => new MonitoringStack("autodealgenie", { settings: config, secrets }),
    );
    const moved = [...requests.values()].filter((request) =>
      request.getParent().endsWith(`::${STACK_TYPE}::autodealgenie`),
    );
    expect(moved.length).toBeGreaterThan(20);
    expect(moved.filter((request) => !hadNoParent(request))).toEqual([]);
    // All others are below these, or below the package that installs cert-manager: Pulumi derives their aliases.
    const top = [...requests.values()].filter((request) => request.getParent() === "");
    expect(top.map((request) => request.getType())).toEqual([STACK_TYPE]);
  });
});
