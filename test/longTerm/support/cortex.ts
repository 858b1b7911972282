import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { toYaml } from "../../../infra/rendered-config/yaml";
import {
  CORTEX_FOLDERS,
  cortexConfig,
  entranceConfig,
  OWN_PAGES,
  type Tenant,
} from "../../../lab/cortex/config";
import { freePort } from "../../support/freePort";
import { start, untilWell, type Server } from "./servers";

/** Cortex with some tenants, behind a proxy that checks their passwords. */
export interface Cortex {
  /** The URL for tenants, who need their passwords. */
  readonly url: string;
  /** Cortex's own metrics. */
  readonly metrics: () => Promise<string>;
  /** Its page about the elected replicas. */
  readonly tracker: () => Promise<string>;
  /** Kills it like a failed node. The proxy keeps running. */
  readonly kill: () => Promise<void>;
  /** Starts it again with its previous data. */
  readonly startAgain: () => Promise<void>;
}

/** After this many seconds without samples from the elected replica, those of the other one are accepted. */
export const FAILOVER_SECONDS = 6;

/** @param folder a new folder for the data of both */
export async function startCortex(folder: string, tenants: readonly Tenant[]): Promise<Cortex> {
  for (const name of Object.values(CORTEX_FOLDERS))
    mkdirSync(join(folder, name), { recursive: true });
  const ports = { http: await freePort(), grpc: await freePort(), gossip: await freePort() };
  const file = join(folder, "cortex.yml");
  writeFileSync(file, toYaml(cortexConfig({ folder, ports, failoverSeconds: FAILOVER_SECONDS })));
  const own = `http://127.0.0.1:${String(ports.http)}`;
  let cortex: Server;
  const begin = async () => {
    cortex = start("cortex", [`-config.file=${file}`]);
    await untilWell(`${own}/ready`, cortex);
  };
  await begin();
  const port = await freePort();
  const entrance = join(folder, "entrance.yml");
  writeFileSync(entrance, toYaml(entranceConfig({ cortex: own, tenants })));
  const url = `http://127.0.0.1:${String(port)}`;
  const server = start("vmauth", [
    `-auth.config=${entrance}`,
    `-httpListenAddr=127.0.0.1:${String(port)}`,
  ]);
  await untilWell(`${url}/health`, server);
  return {
    url,
    metrics: async () => (await fetch(`${own}${OWN_PAGES.metrics}`)).text(),
    tracker: async () => (await fetch(`${own}${OWN_PAGES.tracker}`)).text(),
    kill: () => cortex.kill(),
    startAgain: begin,
  };
}
