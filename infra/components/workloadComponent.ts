import * as pulumi from "@pulumi/pulumi";

import type { Workload } from "../kubernetes/server";
import { registerWorkload, type Surroundings } from "../kubernetes/register";

/** A server of the stack, or a job of it that runs again and again, with all that belongs to it. */
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
