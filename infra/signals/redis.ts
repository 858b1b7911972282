import { redisExporter as m } from "../exporters/redisExporter";
import { by, promql } from "../promql/promql";
import { where } from "../promql/selector";
import { Signal } from "../promql/signal";
import { percent } from "../promql/units";

const JOB = "redis-exporter";
const used = where(m.redis_memory_used_bytes, { job: JOB });
const allowed = where(m.redis_memory_max_bytes, { job: JOB });

export const RAISED_MEMORY = percent(70);

export const memoryRatio = new Signal({
  title: "Memory used",
  description: "Memory in use as a share of maxmemory; empty where Redis has no such limit.",
  unit: "ratio",
  // Without a limit maxmemory is 0, and any use of it would be infinite.
  query: () => promql`max by (${by()}) (${used} / (${allowed} > 0))`,
});
