import * as pulumi from "@pulumi/pulumi";

import type { Workload } from "../kubernetes/server";
import { registerWorkload, type Surroundings } from "../kubernetes/register";

/** A server or scheduled job of the stack, with all of its objects. */
export class WorkloadComponent extends pulumi.ComponentResource {
  constructor(
    workload: Workload,
    surroundings: Surroundings,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`autodealgenie:monitoring:${workload.type}`, workload.resource.metadata.name, {}, opts);
    registerWorkload(this, workload, surroundings);
    this.registerOutputs({});
  }
}
