import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition";
import * as pulumi from "@pulumi/pulumi";

import crd from "../crds/servicemonitors.json";

/** The kind ServiceMonitor, as prometheus-operator defines it. */
export class MonitorCrd extends pulumi.ComponentResource {
  constructor(name: string, _args: Record<never, never>, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:MonitorCrd", name, {}, opts);
    // Deleting a CRD deletes all objects of its kind, including those of others: destroying the stack keeps it.
    const { metadata, spec } = crd;
    new CustomResourceDefinition(
      metadata.name,
      { metadata, spec },
      { parent: this, retainOnDelete: true },
    );
    this.registerOutputs({});
  }
}
