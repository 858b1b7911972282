import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toYaml } from "../../../infra/rendered-config/yaml";
import { freePort } from "../../support/freePort";
import { start, untilWell, type Server } from "./servers";
import type { Pieces } from "./stack";

/** A Prometheus of the stack, with one target, which it scrapes every second. */
export interface Prometheus {
  readonly port: number;
  /** The folder of its samples. */
  readonly data: string;
  readonly server: Server;
}

export interface PrometheusArgs {
  readonly stack: Pieces;
  /** The folder for everything that a test writes. */
  readonly folder: string;
  /** The name of its pod. */
  readonly name: string;
  /** The port of its target, in the job `shop`. */
  readonly shop: number;
  /** Changes its data before it starts. */
  readonly before?: (data: string) => void;
}

/** Rendered arguments, with paths and addresses replaced by those on this machine. */
export function here(args: readonly string[], places: Readonly<Record<string, string>>): string[] {
  return args.map((arg) =>
    Object.entries(places).reduce((text, [there, here]) => text.replace(there, here), arg),
  );
}

/** Writes a Secret's files as a container would see them. @returns their folder, with a trailing slash */
export function secretFolder(stack: Pieces, folder: string, name: string): string {
  const path = join(folder, "secrets", name);
  mkdirSync(path, { recursive: true });
  for (const [key, text] of Object.entries(stack.secretOf(name))) {
    writeFileSync(join(path, key), text);
  }
  return `${path}/`;
}

/** Starts one with the stack's rendered configuration, and waits until it is ready. */
export async function startPrometheus(args: PrometheusArgs): Promise<Prometheus> {
  const { stack, folder, name, before } = args;
  const own = join(folder, name);
  const data = join(own, "data");
  mkdirSync(data, { recursive: true });
  before?.(data);
  const port = await freePort();
  const server = start(
    "prometheus",
    [
      ...here(stack.argsOf("prometheus"), {
        "/etc/prometheus/prometheus.yml": writeConfig(own, args),
        "tsdb.path=/prometheus": `tsdb.path=${data}`,
      }),
      `--web.listen-address=127.0.0.1:${String(port)}`,
    ],
    { POD_NAME: name },
  );
  await untilWell(`http://127.0.0.1:${String(port)}/-/ready`, server);
  return { port, data, server };
}

function writeConfig(own: string, { stack, folder, shop }: PrometheusArgs): string {
  const file = join(own, "prometheus.yml");
  const config = {
    ...stack.prometheusYml,
    global: {
      ...(stack.prometheusYml.global as object),
      scrape_interval: "1s",
      scrape_timeout: "1s",
    },
    // In place of service discovery in a cluster.
    rule_files: [],
    alerting: {},
    scrape_configs: [
      { job_name: "shop", static_configs: [{ targets: [`127.0.0.1:${String(shop)}`] }] },
    ],
  };
  const secrets = secretFolder(stack, folder, "prometheus");
  writeFileSync(file, toYaml(config).replaceAll("/etc/secrets/", secrets));
  return file;
}
