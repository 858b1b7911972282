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
    title: "a taint that only has to be there has a value",
    set: tolerating({ key: "dedicated", operator: "Exists", value: "cars" }),
    told: "servers.all.tolerations.0.value: must be left out with operator Exists, got cars",
  },
  {
    title: "a toleration is of no taint",
    set: tolerating({ value: "cars" }),
    told: "servers.all.tolerations.0.operator: must be Exists without a key, got Equal",
  },
  {
    title: "what never evicts has an end",
    set: tolerating({ key: "dedicated", effect: "NoSchedule", tolerationSeconds: 60 }),
    told: "servers.all.tolerations.0.effect: must be NoExecute with tolerationSeconds, got NoSchedule",
  },
  {
    title: "something is said of a server that somebody else runs",
    set: { servers: { redis: { labels: { team: "cars" } } } },
    only: "prod",
    told: "servers.redis: must be left out, because there is no Redis deployed by the stack, got labels",
  },
  {
    title: "something is said of a server that is not there",
    set: { servers: { thanosStore: { nodeSelector: { pool: "cars" } } } },
    only: "dev",
    told: "servers.thanosStore: must be left out, because there is no thanos, got nodeSelector",
  },
  {
    title: "some images are mirrored, and others are not",
    set: { images: { registry: { "quay.io": "mirror.dealer.io" } } },
    told: "images.registry.docker.io: must also have a mirror, and is missing: grafana",
  },
  {
    title: "somebody is trusted who shows nothing",
    set: {
      production: false,
      notifications: { email: { requireTls: false, certificateAuthority: PEM } },
    },
    told: "notifications.email.certificateAuthority: must be left out with requireTls false",
  },
  {
    title: "mail is to begin in the clear where nothing is",
    set: { notifications: { email: { smarthost: "mail.dealer.io:465", implicitTls: false } } },
    told: "notifications.email.implicitTls: must be left out with a smarthost on port 465, got false",
  },
  {
    title: "somebody else's bucket is to know pods by Amazon's identity",
    set: { objectStorage: { credentials: "workloadIdentity", endpoint: "minio.dealer.io" } },
    only: "prod",
    told: "objectStorage.credentials: must be keys, got workloadIdentity: minio.dealer.io is not Amazon's",
  },
  {
    title: "pods do not ask for Azure's token",
    set: { remoteWrite: [{ ...AZURE, auth: { ...AZURE.auth, tenantId: AZURE.auth.clientId } }] },
    told: 'servers.prometheus.podLabels: must have azure.workload.identity/use: "true" with remoteWrite.0.auth.by workloadIdentity, got none',
  },
  {
    title: "nobody knows which tenant a pod is of",
    set: { remoteWrite: [AZURE] },
    told: "remoteWrite.0.auth.tenantId: must be set with workloadIdentity, and is missing",
  },
  {
    title: "a node's identity has a tenant",
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
    title: "a signature is sent in the clear",
    set: {
      production: false,
      remoteWrite: [
        { name: "a", url: "http://aps.dealer.io", auth: { type: "sigv4", region: "eu-central-1" } },
      ],
    },
    told: "remoteWrite.0.url: must be https with sigv4, got http://aps.dealer.io",
  },
  {
    title: "both namespaces are one",
    set: { namespaces: { application: { name: "monitoring" } } },
    told: "namespaces.application.name: must differ from namespaces.monitoring.name, got monitoring for both",
  },
  {
    title: "a namespace of every cluster is made",
    set: { namespaces: { application: { name: "default" } } },
    told: "namespaces.application.create: must be false with the name default, got true",
  },
  {
    title: "the ingress controller's namespace is the stack's own",
    set: { namespaces: { monitoring: { name: "ingress-nginx" } } },
    only: "prod",
    told: "namespaces.monitoring.name: must differ from network.ingressNamespace, or its create must be false, got ingress-nginx",
  },
  {
    title: "the proxy is asked without the proxy",
    set: { proxy: { url: "http://proxy.lan:3128", noProxy: [".lan"] } },
    told: "proxy.noProxy: must not name the proxy itself, got proxy.lan",
  },
];
