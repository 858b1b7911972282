import type { ThanosSettings } from "../settings/longTerm";
import { REPLICA_LABEL } from "../rendered-config/replicas";
import type { Times } from "../rendered-config/times";
import { clusterHost, MONITORING, srvName } from "../objects/names";
import type { Server } from "../kubernetes/server";
import { THANOS_GRPC, THANOS_PORTS, thanosGrpcTls, thanosServer } from "../kubernetes/thanosServer";
import { sidecarServices } from "./thanosSidecar";
import { THANOS_STORE } from "./thanosStore";
import type { ServerTls } from "../kubernetes/tls/server";
import { ENDPOINTS_FILE, endpointsTls, WEB_FILE, webConfig } from "../rendered-config/webConfig";

const NAME = "thanos-query";

/** The data source for queries, instead of a single Prometheus. */
export function thanosQueryUrl(internalTls: boolean, namespace: string = MONITORING): string {
  return `${internalTls ? "https" : "http"}://${clusterHost(NAME, namespace)}:${THANOS_PORTS.http}`;
}

function tls(): ServerTls {
  const own = thanosGrpcTls();
  return {
    ...own,
    flags: (folder) => [
      ...own.flags(folder),
      `--endpoint.sd-config-file=${folder}/${ENDPOINTS_FILE}`,
    ],
    files: ({ folder }) => ({
      [WEB_FILE]: webConfig(),
      [ENDPOINTS_FILE]: endpointsTls(folder, THANOS_GRPC),
    }),
    isClient: true,
  };
}

export interface ThanosQueryArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly settings: ThanosSettings["query"];
  /** The settings of Prometheus. */
  readonly shards: number;
  readonly times: Times;
}

/** Thanos Query: combines every Prometheus and the bucket, and returns each series once. */
export function thanosQueryServer(args: ThanosQueryArgs): Server {
  const { image, settings, shards, times, namespace = MONITORING } = args;
  const asked = [...sidecarServices(shards), THANOS_STORE];
  return thanosServer({
    namespace,
    type: "ThanosQuery",
    tls: tls(),
    name: NAME,
    image,
    component: "metrics-query",
    replicas: settings.replicas,
    args: [
      "query",
      // Finds each pod of the Service by SRV records, including pods that come and go.
      ...asked.map((service) => `--endpoint=dnssrv+${srvName("grpc", service, namespace)}`),
      // As often as it checks its endpoints. The default is half a minute.
      "--store.sd-dns-interval=5s",
      `--query.replica-label=${REPLICA_LABEL}`,
      // The same as in Prometheus.
      `--query.lookback-delta=${times.lookback}`,
      // Over months nobody can see single scrapes: it reads downsampled data as far as the query's step allows.
      "--query.auto-downsampling",
    ],
    // It also serves gRPC once it knows its endpoints, although nothing here uses that.
    ports: ["http", "grpc"],
    memory: settings.memory,
    cpu: settings.cpu,
    startSeconds: 60,
    egress: asked.map((service) => ({
      kind: "address",
      host: clusterHost(service, namespace),
      port: THANOS_PORTS.grpc,
    })),
    times,
  });
}
