import { CertManager as Package } from "@pulumi/kubernetes-cert-manager";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { Times } from "../rendered-config/times";
import { metadataOf } from "../objects/metadata";
import { CERT_MANAGER, MONITORING } from "../objects/names";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import { register } from "../kubernetes/register";
import { CHARTS } from "../versions";

/**
 * What Prometheus scrapes of it: its controller, at the Service that its chart makes. The chart could make a monitor, too, with
 * which Prometheus would have to be as prometheus-operator makes it.
 */
export function certManagerTarget(times: Times): ExternalTarget {
  const labels = {
    "app.kubernetes.io/name": CERT_MANAGER,
    "app.kubernetes.io/instance": CERT_MANAGER,
    "app.kubernetes.io/component": "controller",
  };
  return {
    monitor: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: metadataOf(CERT_MANAGER, MONITORING, "certificates"),
      spec: {
        namespaceSelector: { matchNames: [CERT_MANAGER] },
        selector: { matchLabels: labels },
        endpoints: [
          {
            port: "http-metrics",
            interval: times.scrapeInterval,
            scrapeTimeout: times.scrapeTimeout,
            // Its series name the Certificates that they tell of.
            honorLabels: true,
          },
        ],
      },
    },
    service: {
      name: CERT_MANAGER,
      namespace: CERT_MANAGER,
      labels,
      port: { name: "http-metrics", number: 9402 },
    },
    place: "infra/components/certManager.ts",
  };
}

export interface CertManagerArgs {
  readonly provider: Provider;
  /** What has Prometheus scrape it. */
  readonly monitor: ExternalTarget["monitor"];
  /** What has to be there before that: its namespace, and the CRD. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * cert-manager, for clusters without one, by Pulumi's own package. What that makes is known only while deploying: it
 * is a program of its own, which reads the chart then.
 */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:CertManager", name, {}, opts);
    const { provider, monitor, after } = args;
    new Package(
      name,
      {
        installCRDs: true,
        helmOptions: {
          name: CERT_MANAGER,
          namespace: CERT_MANAGER,
          createNamespace: true,
          version: CHARTS.certManager,
        },
      },
      { parent: this, providers: { kubernetes: provider } },
    );
    register(monitor, { parent: this, dependsOn: [...after] });
    this.registerOutputs({});
  }
}
