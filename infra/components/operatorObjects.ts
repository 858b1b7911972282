import * as pulumi from "@pulumi/pulumi";

import type { OperatorPart } from "../kubernetes/operatorPart";
import { register, registerSecret, type Surroundings } from "../kubernetes/register";

export interface OperatorObjectsArgs extends Surroundings {
  readonly part: Pick<OperatorPart, "objects" | "secret">;
}

/** The objects that the cluster's prometheus-operator reads: rules, routes, scrapes and dashboards. */
export class OperatorObjects extends pulumi.ComponentResource {
  constructor(name: string, args: OperatorObjectsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:OperatorObjects", name, {}, opts);
    const { part, valueOf, after = [] } = args;
    const child = { parent: this, dependsOn: [...after] };
    // The operator rejects an AlertmanagerConfig whose Secret does not exist, until its next reconciliation.
    const secret = part.secret ? [registerSecret(part.secret, valueOf, child)] : [];
    const last = { ...child, dependsOn: [...after, ...secret] };
    for (const object of part.objects) {
      register(object, object.kind === "AlertmanagerConfig" ? last : child);
    }
    this.registerOutputs({});
  }
}
