import { CertManager as Package } from "@pulumi/kubernetes-cert-manager";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { Times } from "../rendered-config/times";
import { metadataOf } from "../objects/metadata";
import { CERT_MANAGER, MONITORING } from "../objects/names";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import { register } from "../kubernetes/register";
import { written } from "../kubernetes/said";
import { mirrored } from "../images/mirrored";
import { proxyOf } from "../settings/proxy";
import type { StackConfig } from "../settings/schema";
import { CHARTS } from "../versions";

/**
 * What Prometheus scrapes of it: its controller, at the Service that its chart makes. The chart could make a monitor, too, with
 * which Prometheus would have to be as prometheus-operator makes it.
 */
export function certManagerTarget(times: Times, namespace: string = MONITORING): ExternalTarget {
  const labels = {
    "app.kubernetes.io/name": CERT_MANAGER,
    "app.kubernetes.io/instance": CERT_MANAGER,
    "app.kubernetes.io/component": "controller",
  };
  return {
    monitor: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: metadataOf(CERT_MANAGER, namespace, "certificates"),
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

/** What a stack says of all servers and of images, as the chart has it. Undefined where it says nothing. */
function chartValues(config: StackConfig) {
  const { images, servers } = config;
  const { labels, podLabels, podAnnotations, nodeSelector, tolerations } = servers.all;
  const proxy = proxyOf(config);
  const pods = {
    podLabels: { ...labels, ...podLabels },
    podAnnotations,
    nodeSelector,
    tolerations: tolerations?.map(written),
  };
  const image = (name: string) =>
    images.registry !== undefined && {
      image: { repository: mirrored(`quay.io/jetstack/cert-manager-${name}`, images.registry) },
    };
  const values = withoutEmpty({
    global: withoutEmpty({
      commonLabels: labels,
      imagePullSecrets: images.pullSecrets.map((name) => ({ name })),
    }),
    ...image("controller"),
    ...withoutEmpty(pods),
    http_proxy: proxy?.url,
    https_proxy: proxy?.url,
    no_proxy: proxy?.noProxy.join(","),
    webhook: withoutEmpty({ ...image("webhook"), ...pods }),
    cainjector: withoutEmpty({ ...image("cainjector"), ...pods }),
    startupapicheck: withoutEmpty({ ...image("startupapicheck"), ...pods }),
    acmesolver: withoutEmpty({ ...image("acmesolver") }),
  });
  return Object.keys(values).length > 0 ? { values } : undefined;
}

/** Without what is left out, or empty. */
function withoutEmpty<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== undefined &&
        !(typeof value === "object" && Object.keys(value as object).length === 0),
    ),
  ) as Partial<T>;
}

export interface CertManagerArgs {
  readonly provider: Provider;
  /** What a stack says of all servers, and of where images are. */
  readonly config: StackConfig;
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
    const { provider, monitor, config, after } = args;
    new Package(
      name,
      {
        installCRDs: true,
        helmOptions: {
          name: CERT_MANAGER,
          namespace: CERT_MANAGER,
          createNamespace: true,
          version: CHARTS.certManager,
          ...chartValues(config),
        },
      },
      { parent: this, providers: { kubernetes: provider } },
    );
    register(monitor, { parent: this, dependsOn: [...after] });
    this.registerOutputs({});
  }
}
