import { CertManager as Package } from "@pulumi/kubernetes-cert-manager";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { CHARTS } from "../versions";

const NAMESPACE = "cert-manager";

export interface CertManagerArgs {
  readonly provider: Provider;
}

/**
 * cert-manager, for clusters without one, by Pulumi's own package. What that makes is known only while deploying: it
 * is a program of its own, which reads the chart then.
 */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, { provider }: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:CertManager", name, {}, opts);
    new Package(
      name,
      {
        installCRDs: true,
        helmOptions: {
          name: NAMESPACE,
          namespace: NAMESPACE,
          createNamespace: true,
          version: CHARTS.certManager,
        },
      },
      { parent: this, providers: { kubernetes: provider } },
    );
    this.registerOutputs({});
  }
}
