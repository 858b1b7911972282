import { dashboards } from "../../dashboards";
import { JOBS } from "../../signals/exporters/targets";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const uid = "autodealgenie-long-term";
const board = declaredDashboards.find((each) => each.uid === uid)!;
const asks = asker(board);

it("exists only in stacks with Thanos, remote write or backups", () => {
  const jobs = JOBS.filter((job) => !job.startsWith("thanos"));
  const uids = (more: object) => dashboards({ ...context, ...more }).map((each) => each.uid);
  const none = { sendsOn: false, backups: [] };
  expect(uids({ ...none, jobs })).not.toContain(uid);
  expect(uids({ ...none, jobs, sendsOn: true })).toContain(uid);
  expect(uids({ ...none, jobs, backups: ["backup-grafana"] })).toContain(uid);
  expect(uids(none)).toContain(uid);
});

it("counts uploads and failed uploads per Prometheus replica", () => {
  const of = (what: string, pod: string) =>
    `thanos_shipper_${what}_total{job="thanos-sidecar",pod="${pod}"}`;
  asks(
    ["Blocks Uploaded"],
    { [of("uploads", "prometheus-0")]: "0+1x60", [of("uploads", "prometheus-1")]: "3x60" },
    { '{pod="prometheus-0"}': 4, '{pod="prometheus-1"}': 0 },
  );
  asks(
    ["Failed Uploads"],
    { [of("upload_failures", "prometheus-0")]: "0+2x60" },
    { '{pod="prometheus-0"}': 8 },
  );
});

it("shows the compactor's iterations and whether it has halted", () => {
  const pod = 'job="thanos-compact",pod="thanos-compact-0"';
  asks(
    ["Compactor Iterations"],
    { [`thanos_compact_iterations_total{${pod}}`]: "0+1x60" },
    { "{}": 4 },
  );
  asks(["Compactor Halted"], { [`thanos_compact_halted{${pod}}`]: "0x8 1x40" }, { "{}": 1 });
});

it("divides failed bucket operations by all of them, and is empty without any", () => {
  const of = (what: string, operation: string) =>
    `thanos_objstore_bucket_operation${what}_total{job="thanos-store",operation="${operation}"}`;
  asks(
    ["Bucket Operation Failures"],
    {
      [of("s", "get")]: "0+30x60",
      [of("s", "iter")]: "0+10x60",
      [of("_failures", "get")]: "0+10x60",
      [of("_failures", "iter")]: "0x60",
    },
    { "{}": 0.25 },
  );
  asks(
    ["Bucket Operation Failures"],
    { [of("s", "get")]: "5x60", [of("_failures", "get")]: "0x60" },
    {},
  );
});

it("shows the remote write lag and the share of samples that the receiver rejects", () => {
  const of = (what: string) =>
    `prometheus_remote_storage_${what}{job="prometheus",pod="a",remote_name="mimir",url="https://x"}`;
  asks(
    ["Remote Write Lag"],
    { [of("queue_highest_sent_timestamp_seconds")]: "0+15x60" },
    { '{pod="a", remote_name="mimir"}': 0 },
  );
  asks(
    ["Rejected Samples"],
    { [of("samples_total")]: "0+30x60", [of("samples_failed_total")]: "0+10x60" },
    { '{remote_name="mimir"}': 0.25 },
  );
});

it("shows the share of remote write shards that each Prometheus needs, even above 100 %", () => {
  const of = (which: string, pod: string, remote = "mimir") =>
    `prometheus_remote_storage_shards${which}{job="prometheus",pod="${pod}",remote_name="${remote}",url="https://x"}`;
  asks(
    ["Remote Write Shards (% of maximum)"],
    {
      [of("_desired", "a")]: "75x60",
      [of("_max", "a")]: "50x60",
      [of("", "a")]: "50x60",
      [of("_desired", "b")]: "0.5x60",
      [of("_max", "b")]: "50x60",
      [of("_desired", "b", "thanos")]: "10x60",
      [of("_max", "b", "thanos")]: "20x60",
    },
    {
      '{pod="a", remote_name="mimir"}': 1.5,
      '{pod="b", remote_name="mimir"}': 0.01,
      '{pod="b", remote_name="thanos"}': 0.5,
    },
  );
});

it("shows each backup's age, counted from its CronJob's creation if none has succeeded", () => {
  const of = (what: string, cronjob: string) =>
    `kube_cronjob_${what}{job="kube-state-metrics",namespace="monitoring",cronjob="${cronjob}"}`;
  asks(
    ["Time since Last Backup"],
    {
      [of("created", "backup-grafana")]: "0x60",
      [of("status_last_successful_time", "backup-grafana")]: "0x8 120x52",
      [of("created", "backup-silences")]: "0x60",
      [of("created", "cleanup")]: "0x60",
    },
    { '{cronjob="backup-grafana"}': 120, '{cronjob="backup-silences"}': 240 },
  );
});
