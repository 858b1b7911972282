import type { StackConfig } from "../../settings/schema";
import { TLS_FOLDER } from "../../rendered-config/webConfig";
import { toYaml } from "../../rendered-config/yaml";
import { facesOf } from "../faces";
import type { Part } from "../server";
import type {
  Container,
  ServerWorkload,
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

type Parts = Readonly<Record<string, Part | undefined>>;

/** Parts that talk to each other by TLS, where a stack asks for it. */
export function encrypted<P extends Parts>(parts: P, config: StackConfig): P {
  if (!speaksTls(config)) return parts;
  return Object.fromEntries(
    Object.entries(parts).map(([key, part]) => [
      key,
      part &&
        facesOf(part).reduce(
          (whole, { service, tls }) => (tls ? withTls(whole, service, tls, config) : whole),
          part,
        ),
    ]),
  ) as P;
}

/** A part of which the server behind one of its Services speaks TLS. */
function withTls(part: Part, service: Service, server: ServerTls, config: StackConfig): Part {
  const { metadata } = service;
  const { name } = metadata;
  const container = containerOf(part.workload, service);
  const inside = container.volumeMounts?.find((mount) => mount.name === "config");
  const folder = inside ? `${inside.mountPath}/${TLS_FOLDER}` : `/etc/${TLS_FOLDER}`;
  const files = filesOf(server, { name, folder });
  const maps = Object.keys(files).length > 0 ? [configMap(metadata, TLS_FOLDER, files)] : [];
  const shown = tlsSources(secretOf(name), maps, inside ? `${TLS_FOLDER}/` : "");
  const args = [...(container.args ?? []), ...server.flags(folder)];
  const env = Object.entries(server.environment?.(folder) ?? {}).map(([key, value]) => ({
    name: key,
    value,
  }));
  // Another server of the pod has files of its own.
  const volume = service === part.service ? TLS_FOLDER : secretOf(container.name);
  return {
    ...withScrape(part, service, config),
    configMaps: [...part.configMaps, ...maps],
    certificates: [...(part.certificates ?? []), serverCertificate(service, server, config)],
    // Alertmanagers talk by TCP alone then.
    asks: (part.asks ?? []).map((ask) =>
      ask.kind === "address" ? { kind: ask.kind, host: ask.host, port: ask.port } : ask,
    ),
    workload: withContainer(
      server.ready || server.open ? part.workload : excused(part.workload),
      {
        ...container,
        ...(args.length > 0 && { args }),
        ...(env.length > 0 && { env: [...(container.env ?? []), ...env] }),
        ...probesOf(container, server, folder),
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

function filesOf(
  { files }: ServerTls,
  placed: Parameters<ServerTls["files"]>[0],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files(placed)).map(([file, content]) => [file, toYaml(content)]),
  );
}

/** The container that opens the ports of a Service. */
function containerOf({ metadata, spec }: ServerWorkload, service: Service): Container {
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

/** @param container in the place of the one of its name */
function withContainer(
  workload: ServerWorkload,
  container: Container,
  volumes: (those: readonly Volume[]) => readonly Volume[],
): ServerWorkload {
  const { containers = [], volumes: mounted = [] } = workload.spec.template.spec ?? {};
  return withPodSpec(workload, {
    containers: containers.map((each) => (each.name === container.name ? container : each)),
    volumes: [...volumes(mounted)],
  });
}
