import * as pulumi from "@pulumi/pulumi";

import type { PriorityClass } from "../objects/kubernetes";
import { register } from "../kubernetes/register";

/** The priority classes, which decide what is evicted first on a full node. */
export class PriorityClasses extends pulumi.ComponentResource {
  constructor(
    name: string,
    { classes }: { readonly classes: readonly PriorityClass[] },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:PriorityClasses", name, {}, opts);
    for (const each of classes) register(each, { parent: this });
    this.registerOutputs({});
  }
}
