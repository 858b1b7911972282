import { nearest } from "../objects/nearest";
import { serviceName } from "./addresses";
import { clusterOf } from "./cluster";
import { connectedAddresses } from "./connectedAddresses";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Incomplete or duplicate settings of the cluster. */
export function* clusterFaults(config: StackConfig): Iterable<Fault> {
  const { cluster, network } = config;
  const { dns, apiServer, storage } = cluster;
  if (dns && dns.pods === undefined && dns.blocks === undefined) {
    yield {
      path: "cluster.dns",
      message: "must name pods, or blocks of addresses, or be left out, got neither",
    };
  }
  const known = clusterOf(cluster);
  if (known.dns.pods.length === 0 && known.dns.blocks.length === 0) {
    yield {
      path: "cluster.dns.pods",
      message: `must not be empty where cluster.dns.blocks is, got []: no server could resolve names`,
    };
  }
  if (dns?.pods !== undefined && network.dnsPort !== undefined) {
    yield {
      path: "network.dnsPort",
      message: `must be left out with cluster.dns.pods, each of which has its port, got ${network.dnsPort}`,
    };
  }
  if (apiServer && apiServer.ports === undefined && apiServer.blocks === undefined) {
    yield {
      path: "cluster.apiServer",
      message: "must name ports, or blocks of addresses, or be left out, got neither",
    };
  }
  if (storage && Object.keys(storage).length === 0) {
    yield {
      path: "cluster.storage",
      message: "must set defaultClass, expands or measured, or be left out, got none of them",
    };
  }
  yield* serviceFaults(network.services, known.domain);
  yield* unusedFaults(config, known.domain);
}

function* serviceFaults(
  services: StackConfig["network"]["services"],
  domain: string,
): Iterable<Fault> {
  const names = services.map(({ host }) => serviceName(host, domain));
  for (const [index, service] of services.entries()) {
    const path = `network.services.${index}`;
    const name = names[index];
    if (name === undefined) {
      yield {
        path: `${path}.host`,
        message: `must end in .svc or .svc.${domain}, the cluster's domain, got ${service.host}`,
      };
    } else if (names.indexOf(name) < index) {
      yield { path: `${path}.host`, message: `must be listed once, got ${service.host} again` };
    }
    if (service.labels && service.blocks) {
      yield {
        path: `${path}.blocks`,
        message: "must be left out with labels, got both: it leads either to pods or to addresses",
      };
    }
    if (!service.ports && !service.labels && !service.blocks) {
      yield {
        path,
        message: `must set ports, labels or blocks, got only ${service.host}, which has no effect`,
      };
    }
  }
}

/** Services that the stack describes without connecting to them: most likely their names are mistyped. */
function* unusedFaults(config: StackConfig, domain: string): Iterable<Fault> {
  const hosts = [...connectedAddresses(config)].map(({ host }) => host);
  const used = new Set(hosts.map((host) => serviceName(host, domain)));
  for (const [index, { host }] of config.network.services.entries()) {
    const name = serviceName(host, domain);
    if (name === undefined || used.has(name)) continue;
    const near = nearest(
      host,
      hosts.filter((each) => serviceName(each, domain, false) !== undefined),
    );
    yield {
      path: `network.services.${index}.host`,
      message: `must be the host of another setting, got ${host}, to which nothing connects: ${near === undefined ? "leave it out, or name it in network.receivers if the URL is a secret" : `did you mean ${near}?`}`,
    };
  }
}
