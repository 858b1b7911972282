import * as pulumi from "@pulumi/pulumi";

import type { Relabeling } from "../relabelings";
import type { Job } from "../../../signals/exporters/targets";
import type { Family } from "./families";
import { hashmod } from "./hash";

/** The jobs of a stack that one shard scrapes. */
export interface Shard {
  /** Counts from 0. */
  readonly index: number;
  /** The total number of shards. */
  readonly count: number;
  /** All jobs of the stack, in families. */
  readonly families: readonly Family[];
  /** The jobs of this shard. */
  readonly jobs: readonly Job[];
}

/**
 * Divides a stack's jobs among its shards by the hash of their names, with families kept together: all targets of a job
 * are on one shard, so every rule finds everything that it reads on one shard.
 *
 * prometheus-operator hashes each target's address and so spreads a job over all shards, where no rule sees all of it.
 * It provides the label `__tmp_hash` for dividing by something else, as we do.
 *
 * @returns an empty list if there is only one Prometheus
 * @throws pulumi.RunError if a shard would have no jobs
 */
export function dividedInto(count: number, families: readonly Family[]): readonly Shard[] {
  if (count === 1) return [];
  const shards = shardsOf(families, count);
  const idle = shards.filter(({ jobs }) => jobs.length === 0).map(({ index }) => index);
  if (idle.length === 0) return shards;
  const others = COUNTS.filter((each) => shardsOf(families, each).every(({ jobs }) => jobs.length));
  throw new pulumi.RunError(
    `prometheus.shards: must be one of ${others.join(", ")} with this stack's ${families.length} groups of jobs, got ${count}: the hash of no job's name falls on shard ${idle.join(" or ")}, which would scrape nothing.`,
  );
}

/** As many as the setting allows. */
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

function shardsOf(families: readonly Family[], count: number): readonly Shard[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    count,
    families,
    jobs: families.filter(([name]) => hashmod(name, count) === index).flat(),
  }));
}

/** Makes a shard keep its own targets: by job, but otherwise exactly as prometheus-operator does. */
export function shardRelabelings({ index, count, families }: Shard): readonly Relabeling[] {
  return [
    { source_labels: ["job"], target_label: "__tmp_hash" },
    ...families
      .filter((family) => family.length > 1)
      .map((family) => ({
        source_labels: ["job"],
        regex: family.join("|"),
        target_label: "__tmp_hash",
        replacement: family[0],
      })),
    {
      source_labels: ["__address__", "__tmp_hash"],
      target_label: "__tmp_hash",
      regex: "(.+);",
      replacement: "${1}",
      action: "replace",
    },
    {
      source_labels: ["__tmp_hash"],
      target_label: "__tmp_hash",
      modulus: count,
      action: "hashmod",
    },
    {
      source_labels: ["__tmp_hash", "__tmp_disable_sharding"],
      regex: `${index};|.+;.+`,
      action: "keep",
    },
  ];
}
