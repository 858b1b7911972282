import * as pulumi from "@pulumi/pulumi";

import { isDenyAll } from "../kubernetes/network/policies";
import type { NetworkPolicy } from "../objects/kubernetes";
import { register } from "../kubernetes/register";

export interface NetworkPoliciesArgs {
  readonly policies: readonly NetworkPolicy[];
  /** What must exist first: the namespaces. */
  readonly after: readonly pulumi.Resource[];
}

/** The network policies. Those that deny everything come last, so that they never block an allowed connection. */
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
