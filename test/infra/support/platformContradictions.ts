import { PEM } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const tolerating = (toleration: object) => ({ servers: { all: { tolerations: [toleration] } } });

/** Settings of what a platform asks of a stack that cannot be so together. */
export const PLATFORM_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "a taint that only has to be there has a value",
    set: tolerating({ key: "dedicated", operator: "Exists", value: "cars" }),
    told: "servers.all.tolerations.0.value: must be left out with operator Exists, got cars",
  },
  {
    title: "a toleration is of no taint",
    set: tolerating({ value: "cars" }),
    told: "servers.all.tolerations.0.operator: must be Exists where no key is named, got Equal",
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
    told: "servers.redis: must be left out where there is no redis of the stack's own, got labels",
  },
  {
    title: "something is said of a server that is not there",
    set: { servers: { thanosStore: { nodeSelector: { pool: "cars" } } } },
    only: "dev",
    told: "servers.thanosStore: must be left out where there is no thanos, got nodeSelector",
  },
  {
    title: "some images are mirrored, and others are not",
    set: { images: { registry: { "quay.io": "mirror.dealer.io" } } },
    told: "images.registry.docker.io: must say where its images are, too, and is missing: grafana",
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
    title: "the proxy is asked without the proxy",
    set: { proxy: { url: "http://proxy.lan:3128", noProxy: [".lan"] } },
    told: "proxy.noProxy: must not name the proxy itself, got proxy.lan",
  },
];
