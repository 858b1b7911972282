import {
  bucketFailures,
  compactions,
  compactorHalted,
  remoteWriteFailures,
  remoteWriteLag,
  remoteWriteShards,
  uploadFailures,
  sinceUpload,
  compactionFailures,
  uploads,
} from "../signals/longTerm";
import { count, percent } from "../signals/promql/units";
import { sinceBackup } from "../signals/backups";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { dashboard, lines, trace } from "./grafana";

const NO_THANOS = "Thanos does not run, or does not answer";
const NO_BACKUP = "No backups are configured: backups";
const NOBODY = "No remote write is configured: remoteWrite";

export const longTerm = ({ policies }: DashboardContext) =>
  dashboard(PLACES.longTerm, {
    title: "Long-term Storage",
    description:
      "Whether samples and backups reach the bucket, and samples the remote write endpoints.",
    tags: ["monitoring"],
    refresh: "60s",
    from: "now-24h",
    rows: [
      { title: "Uploads to the bucket", rows: [["sinceUpload", "uploadFailures", "uploads"]] },
      {
        title: "Compaction and reads of the bucket",
        rows: [
          ["halted", "compactionFailures"],
          ["compactions", "bucketFailures"],
        ],
      },
      {
        title: "Remote write",
        rows: [["remoteWriteLag", "remoteWriteShards", "remoteWriteFailures"]],
      },
      { title: "Backups", rows: [["sinceBackup"]] },
    ],
    next: lead("Is every target scraped?", PLACES.monitoring, "targets"),
    leads: {
      sinceUpload: [lead("Do uploads fail?", PLACES.longTerm, "uploadFailures")],
      compactions: [lead("Has the compactor halted?", PLACES.longTerm, "halted")],
      remoteWriteLag: [
        lead("Are samples rejected?", PLACES.longTerm, "remoteWriteFailures"),
        lead("Are there enough shards?", PLACES.longTerm, "remoteWriteShards"),
      ],
      remoteWriteShards: [lead("How far behind is it?", PLACES.longTerm, "remoteWriteLag")],
      sinceBackup: [lead("Do containers crash?", PLACES.infrastructure, "lastEnd")],
    },
    panels: {
      sinceUpload: lines({
        title: "Time since Last Upload",
        description: sinceUpload.description,
        empty: "No Thanos sidecar is scraped",
        traces: [trace(sinceUpload, ({ pod }) => pod)],
        levels: { high: policies.ThanosUploadStalled.limit },
      }),
      compactionFailures: lines({
        title: "Failed Compactions",
        description: compactionFailures.description,
        empty: "No compaction has failed",
        traces: [trace(compactionFailures, () => "failed")],
      }),
      uploads: lines({
        title: "Blocks Uploaded",
        description: `${uploads.description} One every two hours is normal.`,
        empty: NO_THANOS,
        traces: [trace(uploads, ({ pod }) => pod)],
      }),
      uploadFailures: lines({
        title: "Failed Uploads",
        description: uploadFailures.description,
        empty: NO_THANOS,
        traces: [trace(uploadFailures, ({ pod }) => pod)],
      }),
      compactions: lines({
        title: "Compactor Iterations",
        description: compactions.description,
        empty: NO_THANOS,
        traces: [trace(compactions, () => "compactor")],
      }),
      halted: lines({
        title: "Compactor Halted",
        description: compactorHalted.description,
        empty: NO_THANOS,
        traces: [trace(compactorHalted, () => "halted")],
        levels: { high: count(1) },
      }),
      bucketFailures: lines({
        title: "Bucket Operation Failures",
        description: bucketFailures.description,
        empty: NO_THANOS,
        traces: [trace(bucketFailures, () => "store gateway")],
        levels: { high: policies.ThanosStoreFailing.limit },
      }),
      remoteWriteLag: lines({
        title: "Remote Write Lag",
        description: remoteWriteLag.description,
        empty: NOBODY,
        traces: [trace(remoteWriteLag, ({ remote_name, pod }) => `${remote_name} ${pod}`)],
        levels: { high: policies.RemoteWriteBehind.limit },
      }),
      remoteWriteShards: lines({
        title: "Remote Write Shards (% of maximum)",
        description: remoteWriteShards.description,
        empty: NOBODY,
        traces: [trace(remoteWriteShards, ({ remote_name, pod }) => `${remote_name} ${pod}`)],
        levels: { high: percent(100) },
      }),
      remoteWriteFailures: lines({
        title: "Rejected Samples",
        description: remoteWriteFailures.description,
        empty: NOBODY,
        traces: [trace(remoteWriteFailures, ({ remote_name }) => remote_name)],
        levels: { high: policies.RemoteWriteFailing.limit },
      }),
      sinceBackup: lines({
        title: "Time since Last Backup",
        description: sinceBackup.description,
        empty: NO_BACKUP,
        traces: [trace(sinceBackup, ({ cronjob }) => cronjob)],
        levels: { high: policies.BackupOverdue.limit },
      }),
    },
  });
