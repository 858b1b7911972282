import type { ScenariosByAlert, AlertScenarios } from "./scenario";

const NO_COUNTER = "it reads no counter";

const halted = 'thanos_compact_halted{job="thanos-compact",pod="thanos-compact-0"}';

const thanosCompactHalted: AlertScenarios = {
  scenarios: [
    {
      title: "fires once the compactor has been halted for five minutes",
      series: { [halted]: "0x4 1x40" },
      at: "11m",
      fires: [{}],
      says: {
        summary: "The Thanos compactor has halted.",
        description:
          "It found a block that it cannot process, and does nothing until it is restarted: blocks are not downsampled, old ones are not deleted, and the bucket grows.",
      },
    },
    { title: "stays quiet if not halted", series: { [halted]: "0x40" }, at: "30m", fires: [] },
    {
      title: "stays quiet after the compactor is restarted",
      series: { [halted]: "1x2 0x40" },
      at: "20m",
      fires: [],
    },
  ],
  cannotBe: {
    "just below the limit": "it has no limit",
    "no traffic": "the compactor runs without any",
    "restarted counter": NO_COUNTER,
  },
};

const compactions = (resolution: string) =>
  `thanos_compact_group_compactions_failures_total{job="thanos-compact",pod="thanos-compact-0",resolution="${resolution}"}`;

const ways = 'thanos_compact_iterations_total{job="thanos-compact",pod="thanos-compact-0"}';

const thanosCompactFailing: AlertScenarios = {
  scenarios: [
    ...(["40x1500", "40x500 0x500 stale _x2 0x500", "0x1500"] as const).map((values) => ({
      title: `fires if no run over the bucket completes, even without failures: ${values}`,
      series: { [ways]: values },
      at: "15h" as const,
      fires: [{}],
      says: {
        summary: "The Thanos compactor keeps failing.",
        description:
          "It has not completed a run over the bucket within 12h: blocks are not compacted or downsampled, and the bucket grows.",
      },
    })),
    ...(["0x600 1x900", "_x600 0x900", "_x800"] as const).map((values) => ({
      title: `stays quiet if a run completed, or the compactor is new or has no series: ${values}`,
      series: { [ways]: values },
      at: "15h" as const,
      fires: [],
    })),
    {
      title: "fires if every run over the bucket fails",
      series: { [compactions("0")]: "1+0.2x240" },
      at: "2h",
      fires: [{}],
      says: {
        summary: "The Thanos compactor keeps failing.",
        description:
          "12 of its compactions have failed within 1h. It retries and fails again: blocks are not compacted or downsampled, and the bucket grows.",
      },
    },
    {
      title: "adds up failures of different resolutions",
      series: { [compactions("0")]: "0+0.04x240", [compactions("300000")]: "0+0.04x240" },
      at: "3h",
      fires: [{}],
    },
    {
      title: "stays quiet after two failures",
      case: "just below the limit",
      series: { [compactions("0")]: "0x30 1x10 2x200" },
      at: "80m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [compactions("0")]: "7x60 0x100" },
      at: "2h",
      fires: [],
    },
  ],
  cannotBe: { "no traffic": "the compactor runs without any" },
};

const lastUpload = (pod: string) =>
  `thanos_objstore_bucket_last_successful_upload_time{job="thanos-sidecar",pod="${pod}",bucket="b"}`;

const thanosUploadStalled: AlertScenarios = {
  scenarios: [
    {
      title: "fires only for the sidecar that uploads nothing, although it reports no failure",
      series: {
        [lastUpload("prometheus-0")]: "3600x600",
        [lastUpload("prometheus-1")]: "0+60x600",
      },
      at: "7h",
      fires: [{ pod: "prometheus-0" }],
      says: {
        summary: "prometheus-0 no longer uploads blocks to the bucket.",
        description:
          "The sidecar of prometheus-0 has uploaded no block for 6h 0m 0s; the limit is 5h, in which two are due. It reports no failure: the blocks wait on its volume, and are lost with it.",
      },
    },
    {
      title: "fires for a sidecar that has never uploaded a block",
      series: { [lastUpload("prometheus-0")]: "0x600" },
      at: "6h",
      fires: [{ pod: "prometheus-0" }],
    },
    {
      title: "stays quiet in a new sidecar's first hours",
      series: { [lastUpload("prometheus-0")]: "_x300 0x300" },
      at: "9h",
      fires: [],
    },
    {
      title: "stays quiet after a restart if no block has been due since",
      series: { [lastUpload("prometheus-0")]: "18000x360 0x90" },
      at: "7h",
      fires: [],
    },
    {
      title: "stays quiet exactly five hours after the last upload",
      case: "just below the limit",
      series: { [lastUpload("prometheus-0")]: "7200x600" },
      at: "7h",
      fires: [],
    },
  ],
  cannotBe: {
    "no traffic": "Prometheus has always samples of its own to bring",
    "restarted counter": NO_COUNTER,
  },
};

const failedUploads = (pod: string) =>
  `thanos_shipper_upload_failures_total{job="thanos-sidecar",pod="${pod}"}`;

const thanosUploadFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires only for the Prometheus whose uploads keep failing",
      series: {
        [failedUploads("prometheus-0")]: "0+2x40",
        [failedUploads("prometheus-1")]: "0x40",
      },
      at: "30m",
      fires: [{ pod: "prometheus-0" }],
      says: {
        summary: "prometheus-0 cannot upload blocks to the bucket.",
        description:
          "30 block uploads of prometheus-0 have failed recently. The blocks wait on its volume, and are lost with it, or once they are older than Prometheus's retention.",
      },
    },
    {
      title: "stays quiet after one failure if the retry succeeds",
      case: "just below the limit",
      series: { [failedUploads("prometheus-0")]: "0x2 1x60" },
      at: "40m",
      fires: [],
    },
    {
      title: "stays quiet while nothing is uploaded",
      case: "no traffic",
      series: { [failedUploads("prometheus-0")]: "0x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [failedUploads("prometheus-0")]: "9x15 0x30" },
      at: "35m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const labels = '{job="thanos-store",pod="thanos-store-0",bucket="samples",operation="get_range"}';
const asked = `thanos_objstore_bucket_operations_total${labels}`;
const failed = `thanos_objstore_bucket_operation_failures_total${labels}`;

const thanosStoreFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires if a tenth of the reads fail",
      series: { [asked]: "0+100x60", [failed]: "0+10x60" },
      at: "40m",
      fires: [{}],
      says: {
        summary: "The Thanos store gateway cannot read the bucket.",
        description:
          "10% of its requests to the bucket fail; the limit is 5%. Panels show gaps, or nothing, for times before Prometheus's own samples.",
      },
    },
    {
      title: "stays quiet if 4% of the reads fail",
      case: "just below the limit",
      series: { [asked]: "0+100x60", [failed]: "0+4x60" },
      at: "40m",
      fires: [],
    },
    {
      title: "stays quiet without reads",
      case: "no traffic",
      series: { [asked]: "7x60", [failed]: "7x60" },
      at: "40m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [asked]: "900+100x20 0+100x40", [failed]: "90x20 0x40" },
      at: "40m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const sentUntil = (remote: string) =>
  `prometheus_remote_storage_queue_highest_sent_timestamp_seconds{job="prometheus",pod="prometheus-0",remote_name="${remote}",url="https://x"}`;

const remoteWriteBehind: AlertScenarios = {
  scenarios: [
    {
      title: "fires only for the remote to which samples are no longer sent",
      // These scenarios start at Unix time 0.
      series: { [sentUntil("mimir")]: "0+60x10 600x60", [sentUntil("other")]: "0+60x80" },
      at: "45m",
      fires: [{ remote_name: "mimir", pod: "prometheus-0" }],
      says: {
        summary: "Samples reach mimir late.",
        description:
          "The newest samples that prometheus-0 has sent to mimir are 35m 0s old. Samples that wait for more than about two hours are never sent.",
      },
    },
    {
      title: "fires if nothing was ever sent",
      series: { [sentUntil("mimir")]: "0x80" },
      at: "40m",
      fires: [{ remote_name: "mimir", pod: "prometheus-0" }],
    },
    {
      title: "stays quiet while samples are less than two minutes late",
      case: "just below the limit",
      series: { [sentUntil("mimir")]: "-110+60x80" },
      at: "60m",
      fires: [],
    },
  ],
  cannotBe: {
    "no traffic": "Prometheus scrapes itself, and always has something to send",
    "restarted counter": NO_COUNTER,
  },
};

const remote = '{job="prometheus",pod="prometheus-0",remote_name="mimir",url="https://x"}';
const sent = `prometheus_remote_storage_samples_total${remote}`;
const refused = `prometheus_remote_storage_samples_failed_total${remote}`;

const remoteWriteFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires if all samples are rejected",
      series: { [sent]: "500x60", [refused]: "0+900x60" },
      at: "40m",
      fires: [{ remote_name: "mimir" }],
      says: {
        summary: "mimir rejects samples.",
        description:
          "100% of the samples sent to mimir are rejected; the limit is 1%. They are not retried, so they are lost there.",
      },
    },
    {
      title: "stays quiet if just under 1% of the samples are rejected",
      case: "just below the limit",
      series: { [sent]: "0+995x60", [refused]: "0+9x60" },
      at: "40m",
      fires: [],
    },
    {
      title: "stays quiet while nothing is sent",
      case: "no traffic",
      series: { [sent]: "500x60", [refused]: "9x60" },
      at: "40m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as rejections",
      case: "restarted counter",
      series: { [sent]: "9000+900x20 0+900x40", [refused]: "900x20 0x40" },
      at: "40m",
      fires: [],
    },
  ],
  cannotBe: {},
};

export const longTermScenarios = {
  ThanosCompactHalted: thanosCompactHalted,
  ThanosCompactFailing: thanosCompactFailing,
  ThanosUploadStalled: thanosUploadStalled,
  ThanosUploadFailing: thanosUploadFailing,
  ThanosStoreFailing: thanosStoreFailing,
  RemoteWriteBehind: remoteWriteBehind,
  RemoteWriteFailing: remoteWriteFailing,
} satisfies ScenariosByAlert;
