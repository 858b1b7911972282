import {
  bucketFailures,
  compactionFailures,
  compactorHalted,
  neverThrough,
  remoteWriteFailures,
  remoteWriteLag,
  uploadFailures,
  uploadsStalled,
} from "../signals/longTerm";
import { panel, PLACES } from "../signals/places";
import { count, hours, percent, seconds } from "../signals/promql/units";
import type { Duration } from "../signals/promql/units";
import { alert, onlyWhere } from "./alert";
import { percentText } from "./text";

const NONE = count(0);
/** The duration of a run over a bucket with years of blocks, including downsampling. */
const LONGEST_WAY: Duration = "12h";

export const longTermAlerts = [
  alert("ThanosCompactHalted", {
    policy: { for: "5m", severity: "warning" },
    rule: ({ for: wait }) => ({
      when: compactorHalted.above(NONE).mostOf(wait),
      component: "monitoring",
      summary: () => "The Thanos compactor has halted.",
      description: () =>
        "It found a block that it cannot process, and does nothing until it is restarted: blocks are not downsampled, old ones are not deleted, and the bucket grows.",
      view: panel(PLACES.longTerm, "halted"),
    }),
  }),
  alert("ThanosCompactFailing", {
    /**
     * The compactor starts a run every five minutes, so if it is broken, several runs of an hour fail. A single failure
     * is retried.
     */
    policy: { limit: count(2), window: "1h", for: "15m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: compactionFailures.above(limit, window).or(neverThrough(LONGEST_WAY)),
      component: "monitoring",
      summary: () => "The Thanos compactor keeps failing.",
      // The value is at least 1 if it counts failures; below 1 it counts completed runs.
      description: (_, value) =>
        `{{ if ge $value 1.0 }}${value} of its compactions have failed within ${window}. It retries and fails again{{ else }}It has not completed a run over the bucket within ${LONGEST_WAY}{{ end }}: blocks are not compacted or downsampled, and the bucket grows.`,
      view: panel(PLACES.longTerm, "compactionFailures"),
    }),
  }),
  alert("ThanosUploadStalled", {
    /** A block is cut every two hours, so two are missing. Always in real time, as blocks are. */
    policy: { limit: hours(5), window: "5h", for: "15m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: uploadsStalled(limit, window),
      component: "monitoring",
      summary: ({ pod }) => `${pod} no longer uploads blocks to the bucket.`,
      description: ({ pod }, value) =>
        `The sidecar of ${pod} has uploaded no block for ${value}; the limit is ${limit.value / 3600}h, in which two are due. It reports no failure: the blocks wait on its volume, and are lost with it.`,
      view: panel(PLACES.longTerm, "sinceUpload"),
    }),
  }),
  alert("ThanosUploadFailing", {
    /** A failed block upload is retried every half minute. */
    policy: { window: "15m", for: "10m", severity: "warning" },
    rule: ({ window }) => ({
      when: uploadFailures.above(NONE, window),
      component: "monitoring",
      summary: ({ pod }) => `${pod} cannot upload blocks to the bucket.`,
      description: ({ pod }, value) =>
        `${value} block uploads of ${pod} have failed recently. The blocks wait on its volume, and are lost with it, or once they are older than Prometheus's retention.`,
      view: panel(PLACES.longTerm, "uploadFailures"),
    }),
  }),
  alert("ThanosStoreFailing", {
    policy: { limit: percent(5), window: "15m", for: "5m", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: bucketFailures.above(limit, window),
      component: "monitoring",
      summary: () => "The Thanos store gateway cannot read the bucket.",
      description: (_, value) =>
        `${value} of its requests to the bucket fail; the limit is ${percentText(limit)}. Panels show gaps, or nothing, for times before Prometheus's own samples.`,
      view: panel(PLACES.longTerm, "bucketFailures"),
    }),
  }),
  onlyWhere(
    ({ sendsOn = false }) => sendsOn,
    alert("RemoteWriteBehind", {
      /** As in Prometheus's own mixin: samples can wait for about two hours before they are lost. */
      policy: { limit: seconds(120), window: "5m", for: "15m", severity: "warning" },
      rule: ({ limit, window }) => ({
        when: remoteWriteLag.above(limit, window),
        component: "monitoring",
        summary: ({ remote_name }) => `Samples reach ${remote_name} late.`,
        description: ({ remote_name, pod }, value) =>
          `The newest samples that ${pod} has sent to ${remote_name} are ${value} old. Samples that wait for more than about two hours are never sent.`,
        view: panel(PLACES.longTerm, "remoteWriteLag"),
      }),
    }),
  ),
  onlyWhere(
    ({ sendsOn = false }) => sendsOn,
    alert("RemoteWriteFailing", {
      /** As in Prometheus's own mixin. */
      policy: { limit: percent(1), window: "5m", for: "15m", severity: "warning" },
      rule: ({ limit, window }) => ({
        when: remoteWriteFailures.above(limit, window),
        component: "monitoring",
        summary: ({ remote_name }) => `${remote_name} rejects samples.`,
        description: ({ remote_name }, value) =>
          `${value} of the samples sent to ${remote_name} are rejected; the limit is ${percentText(limit)}. They are not retried, so they are lost there.`,
        view: panel(PLACES.longTerm, "remoteWriteFailures"),
      }),
    }),
  ),
];
