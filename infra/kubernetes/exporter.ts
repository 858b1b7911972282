import type { Times } from "../config-files/times";
import { metadataOf } from "./metadata";
import { MONITORING } from "./names";
import type { Part } from "./objects";
import { container, httpGet, podTemplate, probes } from "./pod";
import { service, serviceMonitor } from "./service";
import { secretFolder } from "./volumes";
import { deployment, serviceAccount } from "./workload";

export interface ExporterArgs<K extends string> {
  readonly name: string;
  readonly image: string;
  /** Where it serves /metrics. */
  readonly port: number;
  /** The image's own user. */
  readonly uid: number;
  /** The one secret that it reads, by the name of its file. */
  readonly secret: K;
  /** A page of its own for which it asks the server nothing: that one's outage is no fault of the exporter's. */
  readonly ownPage: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly times: Times;
}

/** One that speaks for a server that does not speak Prometheus's language, as plain objects. */
export function exporterPart<K extends string>(exporter: ExporterArgs<K>): Part<K> {
  const { name, image, port, uid, ownPage, args, env, times } = exporter;
  const metadata = metadataOf(name, MONITORING, "exporter");
  const secret = { metadata, keys: [exporter.secret] };
  const secrets = secretFolder(secret);
  return {
    account: serviceAccount(metadata),
    configMaps: [],
    secret,
    service: service({ metadata, ports: { metrics: port } }),
    monitor: serviceMonitor(metadata, "metrics", {
      interval: times.scrapeInterval,
      timeout: times.scrapeTimeout,
    }),
    roles: [],
    workload: deployment({
      metadata,
      replicas: 1,
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: name,
        group: uid,
        volumes: [secrets].flatMap(({ volume }) => volume ?? []),
        container: container({
          name,
          image,
          ...(args && { args }),
          ...(env && { env }),
          ports: { metrics: port },
          probes: probes({
            ready: httpGet(ownPage, "metrics"),
            alive: httpGet(ownPage, "metrics"),
            startSeconds: 60,
          }),
          resources: { cpuRequest: "10m", memoryRequest: "32Mi", memoryLimit: "128Mi" },
          uid,
          mounts: [secrets.mount],
        }),
      }),
    }),
  };
}
