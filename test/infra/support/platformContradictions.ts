import { PEM } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const tolerating = (toleration: object) => ({ servers: { all: { tolerations: [toleration] } } });

const AZURE = {
  name: "a",
  url: "https://a.dealer.io",
  auth: { type: "azureAd", clientId: "4513b7ea-3b91-438f-b7e4-e3e54af91470" },
};

/** Contradictory settings about what a platform requires. */
export const PLATFORM_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "a toleration with operator Exists has a value",
    set: tolerating({ key: "dedicated", operator: "Exists", value: "cars" }),
    told: "servers.all.tolerations.0.value: must be left out with operator Exists, got cars",
  },
  {
    title: "a toleration with operator Equal has no key",
    set: tolerating({ value: "cars" }),
    told: "servers.all.tolerations.0.operator: must be Exists without a key, got Equal",
  },
  {
    title: "a NoSchedule toleration has tolerationSeconds",
    set: tolerating({ key: "dedicated", effect: "NoSchedule", tolerationSeconds: 60 }),
    told: "servers.all.tolerations.0.effect: must be NoExecute with tolerationSeconds, got NoSchedule",
  },
  ...(
    [
      ["eks.amazonaws.com/role-arn", "metrics", "the ARN of an IAM role"],
      ["eks.amazonaws.com/role-arn", "arn:aws:iam::1234:role/metrics", "the ARN of an IAM role"],
      ["iam.gke.io/gcp-service-account", "metrics", "the address of a service account"],
      ["azure.workload.identity/client-id", "metrics", "the client ID of an application"],
      ["azure.workload.identity/tenant-id", "dealer.io", "the ID of a tenant"],
    ] as const
  ).map(([key, value, is]) => ({
    title: `${key} is ${value}, which is not a valid ID`,
    set: { servers: { all: { serviceAccountAnnotations: { [key]: value } } } },
    told: `servers.all.serviceAccountAnnotations.${key}: must be ${is}`,
  })),
  {
    title: "`servers.redis` is set although Redis is external",
    set: { servers: { redis: { labels: { team: "cars" } } } },
    only: "prod",
    told: "servers.redis: must be left out, because there is no Redis deployed by the stack, got labels",
  },
  {
    title: "`servers.thanosStore` is set without Thanos",
    set: { servers: { thanosStore: { nodeSelector: { pool: "cars" } } } },
    only: "dev",
    told: "servers.thanosStore: must be left out, because there is no thanos, got nodeSelector",
  },
  {
    title: "only some image registries have a mirror",
    set: { images: { registry: { "quay.io": "mirror.dealer.io" } } },
    told: "images.registry.docker.io: must also have a mirror, and is missing: grafana",
  },
  {
    title: "email has a certificate authority but does not require TLS",
    set: {
      production: false,
      notifications: { email: { requireTls: false, certificateAuthority: PEM } },
    },
    told: "notifications.email.certificateAuthority: must be left out with requireTls false",
  },
  {
    title: "implicit TLS is disabled for a smarthost on port 465",
    set: { notifications: { email: { smarthost: "mail.dealer.io:465", implicitTls: false } } },
    told: "notifications.email.implicitTls: must be left out with a smarthost on port 465, got false",
  },
  {
    title: "workload identity is used for an S3 bucket that is not Amazon's",
    set: { objectStorage: { credentials: "workloadIdentity", endpoint: "minio.dealer.io" } },
    only: "prod",
    told: "objectStorage.credentials: must be keys, got workloadIdentity: minio.dealer.io is not Amazon's",
  },
  {
    title: "Prometheus's pods lack the label for Azure workload identity",
    set: { remoteWrite: [{ ...AZURE, auth: { ...AZURE.auth, tenantId: AZURE.auth.clientId } }] },
    told: 'servers.prometheus.podLabels: must have azure.workload.identity/use: "true" with remoteWrite.0.auth.by workloadIdentity, got none',
  },
  {
    title: "Azure workload identity has no tenant ID",
    set: { remoteWrite: [AZURE] },
    told: "remoteWrite.0.auth.tenantId: must be set with workloadIdentity, and is missing",
  },
  {
    title: "an Azure managed identity has a tenant ID",
    set: {
      remoteWrite: [
        {
          ...AZURE,
          auth: { ...AZURE.auth, by: "managedIdentity", tenantId: AZURE.auth.clientId },
        },
      ],
    },
    told: "remoteWrite.0.auth.tenantId: must be left out with managedIdentity, got 4513b7ea",
  },
  {
    title: "SigV4 is used without TLS",
    set: {
      production: false,
      remoteWrite: [
        { name: "a", url: "http://aps.dealer.io", auth: { type: "sigv4", region: "eu-central-1" } },
      ],
    },
    told: "remoteWrite.0.url: must be https with sigv4, got http://aps.dealer.io",
  },
  {
    title: "both namespaces have the same name",
    set: { namespaces: { application: { name: "monitoring" } } },
    told: "namespaces.application.name: must differ from namespaces.monitoring.name, got monitoring for both",
  },
  {
    title: "the stack would create the default namespace",
    set: { namespaces: { application: { name: "default" } } },
    told: "namespaces.application.create: must be false with the name default, got true",
  },
  {
    title: "the stack would create the ingress controller's namespace",
    set: { namespaces: { monitoring: { name: "ingress-nginx" } } },
    only: "prod",
    told: "namespaces.monitoring.name: must differ from network.ingressNamespace, or its create must be false, got ingress-nginx",
  },
  {
    title: "`proxy.noProxy` matches the proxy itself",
    set: { proxy: { url: "http://proxy.lan:3128", noProxy: [".lan"] } },
    told: "proxy.noProxy: must not name the proxy itself, got proxy.lan",
  },
];
