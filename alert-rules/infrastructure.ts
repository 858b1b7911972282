import { certificateEnding } from "../signals/certificates";
import { certificateReady, renewalOverdue } from "../signals/issuance";
import { cpuShare, memoryShare } from "../signals/containers";
import { panel, PLACES } from "../signals/places";
import { endsAgainAndAgain, lastEndOfRestarted } from "../signals/pods";
import { neverReached, unreachable, unreachableOrUnknown } from "../signals/reachability";
import { filling, volumeFree, volumeFreeFiles } from "../signals/volumes";
import {
  askedPods,
  degraded,
  noneLeft,
  readyPods,
  updatedPods,
  waitingPods,
} from "../signals/workloads";
import { not } from "../signals/promql/selector";
import { count, days, percent } from "../signals/promql/units";
import { alert, OUTAGE } from "./alert";
import { listWith, percentText, whereSo } from "./text";

type Container = Readonly<Record<"namespace" | "pod" | "container", string>>;
type Workload = Readonly<Record<"namespace" | "workload", string>>;
type Volume = Readonly<Record<"namespace" | "persistentvolumeclaim", string>>;

type Address = Readonly<Record<"instance", string>>;

/** Text for `unreachableOrUnknown()`, whose value is 1 if nothing is known. */
const knownOr = ({ known, unknown }: Readonly<Record<"known" | "unknown", string>>) =>
  `{{ if lt $value 1.0 }}${known}{{ else }}${unknown}{{ end }}`;

/** For an address with some successful probes: if half of them succeed, half of the people get through. */
const OR_NOT_ALL = "{{ if gt $value 0.0 }}, or not everybody,{{ end }}";

const named = ({ namespace, pod, container }: Container) =>
  `Container ${container} of pod ${namespace}/${pod}`;
const VOLUME = ["namespace", "persistentvolumeclaim"] as const;
const freeOf = (signal: typeof volumeFree, what: string) =>
  listWith(signal.query("0s"), VOLUME, `{{ $s.Value | humanizePercentage }} ${what}`, {
    before: ", ",
  });
const volumeOf = ({ namespace, persistentvolumeclaim }: Volume) =>
  `volume ${namespace}/${persistentvolumeclaim}`;

/**
 * ServiceDown, DatabaseDown and RedisDown report these: the servers as down, the exporters as leaving the server's
 * state unknown.
 */
const TOLD_BY_OTHERS = ["backend", "postgres", "postgres-exporter", "redis", "redis-exporter"];

const WORKLOAD = ["namespace", "workload"] as const;
/**
 * A pod's name is that of its StatefulSet plus a number, or that of its Deployment plus the suffixes of its ReplicaSet
 * and of the pod.
 */
const OF_WORKLOAD = `(match (printf "^%s-([0-9]+|[a-z0-9]+-[a-z0-9]+)$" $labels.workload) $s.Labels.pod)`;
const WAITING = listWith(
  waitingPods(),
  ["namespace"],
  "{{ $s.Labels.pod }} ({{ $s.Labels.reason }})",
  {
    before: "; waiting are ",
    only: OF_WORKLOAD,
  },
);
const podCount = (signal: typeof askedPods) =>
  listWith(signal.query("0s"), WORKLOAD, "{{ $s.Value }}");

export const infrastructureAlerts = [
  alert("SiteUnreachable", {
    /** Most of three minutes: a lost probe, a restarted prober or a deployment is no outage. */
    policy: { for: "3m", severity: "critical" },
    rule: ({ for: wait }, { publicAddresses = [] }) => {
      const shared = {
        component: "infrastructure",
        view: panel(PLACES.infrastructure, "probes"),
      } as const;
      const failing = (instance: string) =>
        `Probes of ${instance} cannot connect, or get a certificate that is not trusted${whereSo(neverReached, "instance", "; none has succeeded for a day, or since probing began")}.`;
      const others = {
        ...shared,
        when: unreachableOrUnknown(not("", ...publicAddresses), wait),
        summary: ({ instance }: Address) =>
          `Nobody${knownOr({ known: `${OR_NOT_ALL} can reach ${instance}`, unknown: ` knows whether ${instance} can be reached` })}.`,
        description: ({ instance }: Address) =>
          knownOr({
            known: failing(instance),
            unknown: `The prober answers, but does not report ${instance}: it may be up or down.`,
          }),
      };
      if (publicAddresses.length === 0) return others;
      const ours = {
        ...shared,
        when: unreachable(publicAddresses, wait),
        impact: OUTAGE,
        summary: ({ instance }: Address) =>
          `Nobody${OR_NOT_ALL} can reach the service by ${instance}.`,
        description: ({ instance }: Address) => failing(instance),
      } as const;
      return [ours, others];
    },
  }),
  alert("HighMemoryUsage", {
    policy: { limit: percent(80), for: "10m", severity: "warning" },
    rule: ({ limit, for: wait }) => ({
      when: memoryShare.above(limit).mostOf(wait),
      component: "infrastructure",
      summary: ({ container }) => `Container ${container} is near its memory limit.`,
      description: (labels, value) =>
        `${named(labels)} uses ${value} of its memory limit; it should stay below ${percentText(limit)}. At 100% it is killed.`,
      view: panel(PLACES.infrastructure, "memoryShare"),
    }),
  }),
  alert("HighCPUUsage", {
    policy: { limit: percent(80), window: "5m", for: "10m", severity: "warning" },
    rule: ({ limit, window, for: wait }) => ({
      when: cpuShare.above(limit, window).mostOf(wait),
      component: "infrastructure",
      summary: ({ container }) => `Container ${container} is near its CPU limit.`,
      description: (labels, value) =>
        `${named(labels)} uses ${value} of its CPU limit; it should stay below ${percentText(limit)}. At 100% it is throttled.`,
      view: panel(PLACES.infrastructure, "cpuShare"),
    }),
  }),
  alert("DiskSpaceLow", {
    policy: { limit: percent(10), for: "5m", severity: "critical" },
    rule: ({ limit, for: wait }) => ({
      // A file system without a limit of files exposes no series for them, or 0 of 0.
      when: volumeFree.below(limit).or(volumeFreeFiles.below(limit)).mostOf(wait),
      component: "infrastructure",
      summary: ({ persistentvolumeclaim }) => `Volume ${persistentvolumeclaim} is almost full.`,
      description: (labels, value) =>
        `Only ${value} of ${volumeOf(labels)} is free${freeOf(volumeFree, "of its bytes")}${freeOf(volumeFreeFiles, "of its inodes")}; the limit is ${percentText(limit)}. When it is full, writes to it fail.`,
      view: panel(PLACES.infrastructure, "volumeFree"),
    }),
  }),
  alert("VolumeFilling", {
    /**
     * The limit is how soon the volume would be full if it kept filling as it did over the window. `timeScale` shortens
     * it together with the window: what was seen for minutes says something about the next hours, not about days. The
     * window makes detection slow, because the volume has to fill throughout it.
     */
    policy: { limit: days(4), window: "8h", for: "15m", severity: "warning" },
    degreeOf: "DiskSpaceLow",
    rule: ({ limit, window }) => ({
      when: filling(limit, window),
      component: "infrastructure",
      summary: ({ persistentvolumeclaim }) => `Volume ${persistentvolumeclaim} is filling up.`,
      description: (labels, value) =>
        `At its recent rate, ${volumeOf(labels)} will be full in ${value}.`,
      view: panel(PLACES.infrastructure, "untilFull"),
    }),
  }),
  alert("PodCrashLooping", {
    /** The window applies to containers that run for longer between their restarts. */
    policy: { window: "1h", for: "15m", severity: "warning" },
    rule: ({ window }) => ({
      when: endsAgainAndAgain(window),
      component: "infrastructure",
      summary: ({ container }) => `Container ${container} keeps terminating.`,
      description: ({ namespace, container }) =>
        `Container ${container} in ${namespace} is restarted, and terminates each time${listWith(lastEndOfRestarted(window), ["namespace", "container"], "{{ $s.Labels.pod }} ({{ $s.Labels.reason }})", { before: ": " })}.`,
      view: panel(PLACES.infrastructure, "crashLooping"),
    }),
  }),
  alert("WorkloadDegraded", {
    /** A rollout of nine pods takes some minutes, and a server that reads a long log at startup takes longer. */
    policy: { for: "15m", severity: "warning" },
    rule: ({ severity, for: wait }) => {
      const shared = {
        component: "infrastructure",
        view: panel(PLACES.infrastructure, "missingPods"),
      } as const;
      const some = {
        ...shared,
        when: degraded(),
        summary: ({ workload }: Workload) => `Workload ${workload} does not run as declared.`,
        description: ({ namespace, workload }: Workload) =>
          `Pods of ${namespace}/${workload}: ${podCount(askedPods)} requested, ${podCount(readyPods)} ready, ${podCount(updatedPods)} up to date${WAITING}.`,
      };
      const none = {
        ...shared,
        when: noneLeft(TOLD_BY_OTHERS, wait),
        severity: "critical",
        summary: ({ workload }: Workload) => `No pod of ${workload} is left.`,
        description: ({ namespace, workload }: Workload, value: string) =>
          `Pods of ${namespace}/${workload}: ${value} requested, none ready${WAITING}.`,
      } as const;
      // With equal severity, the second alert would report the same thing twice.
      return severity === none.severity ? some : [some, none];
    },
  }),
  alert("CertificateExpiring", {
    /**
     * The limit is the remaining validity of the certificate, always in real time. The window is how long a certificate
     * is remembered that the probe no longer sees.
     */
    policy: { limit: days(14), window: "7d", for: "1h", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: certificateEnding(limit, window),
      component: "infrastructure",
      summary: ({ instance }) => `The certificate of ${instance} must be renewed.`,
      description: ({ instance }, value) =>
        `A certificate of ${instance} {{ if gt $value 0.0 }}is valid for another ${value}{{ else }}has expired, and clients reject it{{ end }}.`,
      view: panel(PLACES.infrastructure, "certificates"),
    }),
  }),
  alert("CertificateNotReady", {
    /** A certificate is issued in seconds, or in minutes by an ACME server. */
    policy: { for: "15m", severity: "warning" },
    rule: ({ for: wait }) => ({
      when: certificateReady.below(count(1)).mostOf(wait),
      component: "infrastructure",
      summary: ({ namespace, name }) => `The Certificate ${namespace}/${name} is not ready.`,
      description: ({ namespace, name }) =>
        `cert-manager has no valid certificate that matches the Certificate ${namespace}/${name}. Pods that mount its Secret do not start, or present a certificate that clients reject.`,
      view: panel(PLACES.certificates, "ready"),
    }),
  }),
  alert("CertificateRenewalOverdue", {
    /**
     * The limit is always in real time. Most certificates are renewed a month before they expire, which leaves time for
     * several attempts.
     */
    policy: { limit: days(1), for: "1h", severity: "warning" },
    rule: ({ limit }) => ({
      when: renewalOverdue.above(limit),
      component: "infrastructure",
      summary: ({ namespace, name }) => `The Certificate ${namespace}/${name} was not renewed.`,
      description: ({ namespace, name }, value) =>
        `cert-manager should have renewed the Certificate ${namespace}/${name} ${value} ago, but has not. The old one is used until it expires.`,
      view: panel(PLACES.certificates, "renewalOverdue"),
    }),
  }),
];
