import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

import { marked, type Marks } from "../kubernetes/said";
import type { NamespacesSettings } from "../settings/namespaces";

/** The Pod Security Standard that every pod of ours meets. Pinned: "latest" could refuse pods after an upgrade. */
const LEVEL = "restricted";
const VERSION = "v1.34";

export interface NamespacesArgs {
  readonly namespaces: NamespacesSettings;
  /** What is written on them beside their own. */
  readonly marks: Marks;
}

/** Both namespaces, as far as they are the stack's, which admit no pod with a privilege. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(
    name: string,
    { namespaces, marks }: NamespacesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:Namespaces", name, {}, opts);
    for (const { name: namespace, create } of [namespaces.monitoring, namespaces.application]) {
      if (!create) continue;
      const { metadata } = marked(
        { metadata: { name: namespace, labels: labels(namespace) } },
        marks,
      );
      // With a namespace goes everything in it, volumes too.
      new Namespace(namespace, { metadata }, { parent: this, protect: true });
    }
    this.registerOutputs({});
  }
}

function labels(namespace: string) {
  const security = ["enforce", "audit", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, LEVEL],
    [`pod-security.kubernetes.io/${mode}-version`, VERSION],
  ]);
  return {
    "app.kubernetes.io/name": namespace,
    "app.kubernetes.io/part-of": "autodealgenie",
    "app.kubernetes.io/managed-by": "pulumi",
    ...(Object.fromEntries(security) as Record<string, string>),
  };
}
