import type { StackConfig } from "../../settings/schema";
import { TLS_FOLDER } from "../../rendered-config/webConfig";
import { toYaml } from "../../rendered-config/yaml";
import { endpointsOf } from "../endpoints";
import type { Egress } from "../network/egress";
import { eachChanged, type Server } from "../server";
import type {
  Container,
  ServerResource,
  Service,
  Volume,
  VolumeMount,
} from "../../objects/kubernetes";
import { configMap, withPodSpec } from "../workload";
import { secretOf, serverCertificate, speaksTls } from "./certificates";
import { extended, tlsSources } from "./files";
import { excused, probesOf } from "./probes";
import { withScrape } from "./scrape";
import type { ServerTls } from "./server";

type Parts = Readonly<Record<string, Server | undefined>>;

/** Enables TLS between the servers, if the stack is configured for it. */
export function encrypted<P extends Parts>(workloads: P, config: StackConfig): P {
  if (!speaksTls(config)) return workloads;
  return eachChanged<P, Server>(workloads, (server) =>
    endpointsOf(server).reduce(
      (whole, { service, tls }) => (tls ? withTls(whole, service, tls, config) : whole),
      server,
    ),
  );
}

/** A server with TLS at one of its Services. */
function withTls(server: Server, service: Service, tls: ServerTls, config: StackConfig): Server {
  const { metadata } = service;
  const { name } = metadata;
  const container = containerOf(server.resource, service);
  const inside = container.volumeMounts?.find((mount) => mount.name === "config");
  const folder = inside ? `${inside.mountPath}/${TLS_FOLDER}` : `/etc/${TLS_FOLDER}`;
  const files = filesOf(tls, { name, folder });
  const maps = Object.keys(files).length > 0 ? [configMap(metadata, TLS_FOLDER, files)] : [];
  const shown = tlsSources(secretOf(name), maps, inside ? `${TLS_FOLDER}/` : "");
  const args = [...(container.args ?? []), ...tls.flags(folder)];
  const env = Object.entries(tls.environment?.(folder) ?? {}).map(([key, value]) => ({
    name: key,
    value,
  }));
  // The other server of the pod has its own files.
  const volume = service === server.service ? TLS_FOLDER : secretOf(container.name);
  return {
    ...withScrape(server, service, config),
    configMaps: [...server.configMaps, ...maps],
    certificates: [...(server.certificates ?? []), serverCertificate(service, tls, config)],
    // With TLS, Alertmanagers only use TCP for gossip.
    egress: server.egress.map((ask) => (ask.kind === "address" ? byTcp(ask) : ask)),
    resource: withContainer(
      tls.ready || tls.open ? server.resource : excused(server.resource),
      {
        ...container,
        ...(args.length > 0 && { args }),
        ...(env.length > 0 && { env: [...(container.env ?? []), ...env] }),
        ...probesOf(container, tls, folder),
        ...(!inside && {
          volumeMounts: [
            ...(container.volumeMounts ?? []),
            { name: volume, mountPath: folder, readOnly: true } satisfies VolumeMount,
          ],
        }),
      },
      (volumes) =>
        inside
          ? volumes.map((each) => (each.name === "config" ? extended(each, shown) : each))
          : [...volumes, { name: volume, projected: { sources: [...shown] } }],
    ),
  };
}

function byTcp(ask: Extract<Egress, { readonly kind: "address" }>): Egress {
  const { udp, ...byTcp } = ask;
  return udp === undefined ? ask : byTcp;
}

function filesOf(
  { files }: ServerTls,
  placed: Parameters<ServerTls["files"]>[0],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files(placed)).map(([file, content]) => [file, toYaml(content)]),
  );
}

/** The container that opens the ports of a Service. */
function containerOf({ metadata, spec }: ServerResource, service: Service): Container {
  const wanted = (service.spec.ports ?? []).map(({ targetPort }) => targetPort);
  const found = (spec.template.spec?.containers ?? []).find(({ ports = [] }) =>
    wanted.every((port) => ports.some(({ name }) => name === port)),
  );
  if (!found) {
    throw new Error(
      `No container of ${metadata.name} opens the ports of the Service ${service.metadata.name}. Have one open ${wanted.join(", ")}.`,
    );
  }
  return found;
}

/** @param container replaces the one of its name */
function withContainer(
  resource: ServerResource,
  container: Container,
  volumes: (those: readonly Volume[]) => readonly Volume[],
): ServerResource {
  const { containers = [], volumes: mounted = [] } = resource.spec.template.spec ?? {};
  return withPodSpec(resource, {
    containers: containers.map((each) => (each.name === container.name ? container : each)),
    volumes: [...volumes(mounted)],
  });
}
