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
 * How Prometheus scrapes it: the controller, at the Service of its chart. The chart could create a ServiceMonitor, but one that
 * only prometheus-operator understands.
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
            // Its series have the labels of the Certificates that they describe.
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

/**
 * The address of the API server's Service, which Kubernetes puts in its place: clients inside the cluster connect to
 * this address, not to a name that an exemption could cover.
 */
const API_SERVER = "$(KUBERNETES_SERVICE_HOST)";

/** The stack's settings of all servers and of images, as values of the chart. Undefined without such settings. */
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
    no_proxy: proxy && [...proxy.noProxy, API_SERVER].join(","),
    webhook: withoutEmpty({ ...image("webhook"), ...pods }),
    cainjector: withoutEmpty({ ...image("cainjector"), ...pods }),
    startupapicheck: withoutEmpty({ ...image("startupapicheck"), ...pods }),
    acmesolver: withoutEmpty({ ...image("acmesolver") }),
  });
  return Object.keys(values).length > 0 ? { values } : undefined;
}

/** Removes keys that are undefined or empty. */
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
  /** The settings of all servers, and of the image mirror. */
  readonly config: StackConfig;
  /** The ServiceMonitor. */
  readonly monitor: ExternalTarget["monitor"];
  /** What must exist first: its namespace, and the CRD. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * cert-manager, for clusters without one, with Pulumi's own package. Its objects are only known during deployment, because the
 * package is a separate program that reads the chart.
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
