import { z } from "zod";

import { MONITORING } from "../../../infra/objects/names";
import { metricsOf, pageOf, podsOf } from "../../../lab/clients/pods";
import { seriesKey, type StoredSeries } from "./storedSeries";
import { kubectl } from "../../../lab/cluster/kubectl";
import { bring } from "../../../lab/deploy/apply";
import { imagesOf, isWorkload, type KubeObject, type Workload } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";

/** The images that a stack can be set to, by the names of the settings. */
export type Images = Readonly<Partial<Record<"prometheus" | "alertmanager" | "thanos", string>>>;

/**
 * The query component of Thanos before 0.42 does not support TLS settings in a file of endpoints, so it would not find
 * any server.
 */
const STAYS = "thanos-query";

/** The prod stack's workloads whose images differ between two sets, as they are with the second set. */
export async function changedWorkloads(from: Images, to: Images): Promise<readonly Workload[]> {
  const of = async (images: Images) =>
    (await stackObjects({ timeScale: 1, stack: "prod", settings: { images } })).filter(isWorkload);
  const before = new Map((await of(from)).map((each) => [nameOf(each), imagesOf(each).join()]));
  return (await of(to))
    .filter((each) => each.metadata.name !== STAYS)
    .filter((each) => before.get(nameOf(each)) !== imagesOf(each).join());
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}

/** Applies rendered workloads and waits until each has rolled out. @returns how long that took, in seconds */
export async function roll(workloads: readonly Workload[]): Promise<number> {
  const began = Date.now();
  await bring(workloads);
  for (const resource of workloads) {
    const namespace = `--namespace=${MONITORING}`;
    await kubectl(["rollout", "status", nameOf(resource), namespace, "--timeout=400s"]);
  }
  return (Date.now() - began) / 1000;
}

const buildInfo = z.object({ data: z.object({ version: z.string() }) });
const status = z.object({ versionInfo: z.object({ version: z.string() }) });

/** The version that each pod of a server reports, such as 3.15.0. */
export async function versionsOf(app: "prometheus" | "alertmanager"): Promise<readonly string[]> {
  const versions: string[] = [];
  for (const pod of await podsOf(app)) {
    versions.push(
      app === "prometheus"
        ? buildInfo.parse(JSON.parse(await pageOf(pod, 9090, "api/v1/status/buildinfo"))).data
            .version
        : status.parse(JSON.parse(await pageOf(pod, 9093, "api/v2/status"))).versionInfo.version,
    );
  }
  return versions;
}

/** The same for Thanos's components, which report it in their metrics: two query pods, the store, the compactor. */
export async function thanosVersions(): Promise<readonly string[]> {
  const versions: string[] = [];
  for (const app of ["thanos-query", "thanos-store", "thanos-compact"]) {
    for (const pod of await podsOf(app)) {
      const page = await metricsOf(pod, 10902);
      versions.push(/^thanos_build_info\{.*version="([^"]*)"/m.exec(page)?.[1] ?? "none");
    }
  }
  return versions;
}

/** What changed in stored samples. */
export interface Differences {
  readonly series: number;
  readonly samples: number;
  /** Series that are missing, or have different samples. */
  readonly different: readonly string[];
}

/** Compares a server's stored samples of a time range at two moments. */
export function differences(
  before: readonly StoredSeries[],
  after: readonly StoredSeries[],
): Differences {
  const there = new Map(after.map((each) => [seriesKey(each), String(each.samples)]));
  return {
    series: before.length,
    samples: before.reduce((sum, { samples }) => sum + samples.length, 0),
    different: before
      .filter((each) => there.get(seriesKey(each)) !== String(each.samples))
      .map((each) => seriesKey(each)),
  };
}
