import * as pulumi from "@pulumi/pulumi";

import { isDenyAll } from "../kubernetes/network/policies";
import type { NetworkPolicy } from "../objects/kubernetes";
import { register } from "../kubernetes/register";

export interface NetworkPoliciesArgs {
  readonly policies: readonly NetworkPolicy[];
  /** What has to be there before any of them: their namespaces. */
  readonly after: readonly pulumi.Resource[];
}

/** Who may talk to whom. What denies everything comes last, so that it cuts off nobody who is allowed. */
export class NetworkPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:NetworkPolicies", name, {}, opts);
    const { policies, after } = args;
    const child = { parent: this, dependsOn: [...after] };
    const allowing = policies
      .filter((policy) => !isDenyAll(policy))
      .map((policy) => register(policy, child));
    const last = { ...child, dependsOn: [...after, ...allowing] };
    for (const policy of policies.filter(isDenyAll)) register(policy, last);
    this.registerOutputs({});
  }
}
