import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

import { marked, type Marks } from "../kubernetes/said";
import type { NamespacesSettings } from "../settings/namespaces";

/** The Pod Security Standard that every pod of the stack meets. Pinned, because "latest" could reject pods after an upgrade. */
const LEVEL = "restricted";
const VERSION = "v1.34";

export interface NamespacesArgs {
  readonly namespaces: NamespacesSettings;
  /** Additional labels and annotations. */
  readonly marks: Marks;
}

/** The namespaces that belong to the stack. They admit no privileged pods. */
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
      // Deleting a namespace deletes everything in it, including volumes.
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
