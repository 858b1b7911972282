import { certificateEnding } from "../signals/certificates";
import { certificateReady, renewalOverdue } from "../signals/issuance";
import { cpuShare, memoryShare } from "../signals/containers";
import { panel, PLACES } from "../signals/places";
import { crashLooping } from "../signals/pods";
import { neverReached, unreachable, unreachableOrUnknown } from "../signals/reachability";
import { filling, volumeFree } from "../signals/volumes";
import { not } from "../signals/promql/selector";
import { count, days, percent } from "../signals/promql/units";
import { alert, OUTAGE } from "./alert";
import { percentText, whereSo } from "./text";

type Container = Readonly<Record<"namespace" | "pod" | "container", string>>;
type Volume = Readonly<Record<"namespace" | "persistentvolumeclaim", string>>;

type Address = Readonly<Record<"instance", string>>;

/** What to say of `unreachableOrUnknown()`, whose value is 1 where nothing is known. */
const knownOr = ({ known, unknown }: Readonly<Record<"known" | "unknown", string>>) =>
  `{{ if lt $value 1.0 }}${known}{{ else }}${unknown}{{ end }}`;

const named = ({ namespace, pod, container }: Container) =>
  `Container ${container} of pod ${namespace}/${pod}`;
const volumeOf = ({ namespace, persistentvolumeclaim }: Volume) =>
  `volume ${namespace}/${persistentvolumeclaim}`;

export const infrastructureAlerts = [
  alert("SiteUnreachable", {
    /** Most of three minutes: a probe that is lost, a prober that is restarted and a deployment are no outage. */
    policy: { for: "3m", severity: "critical" },
    rule: ({ for: wait }, { publicAddresses = [] }) => {
      const shared = {
        component: "infrastructure",
        view: panel(PLACES.infrastructure, "probes"),
      } as const;
      const failing = (instance: string) =>
        `Probes of ${instance} get no connection, or are shown a certificate that is not trusted${whereSo(neverReached, "instance", "; not one has succeeded for a day, or since it is probed")}.`;
      const others = {
        ...shared,
        when: unreachableOrUnknown(not("", ...publicAddresses), wait),
        summary: ({ instance }: Address) =>
          `Nobody ${knownOr({ known: `can reach ${instance}`, unknown: `knows whether ${instance} can be reached` })}.`,
        description: ({ instance }: Address) =>
          knownOr({
            known: failing(instance),
            unknown: `The prober answers, and says nothing of ${instance}: it may be up or down.`,
          }),
      };
      if (publicAddresses.length === 0) return others;
      const ours = {
        ...shared,
        when: unreachable(publicAddresses, wait),
        impact: OUTAGE,
        summary: ({ instance }: Address) => `Nobody can reach the service by ${instance}.`,
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
        `${named(labels)} uses ${value} of its CPU limit; it should stay below ${percentText(limit)}. At 100% it is made to wait.`,
      view: panel(PLACES.infrastructure, "cpuShare"),
    }),
  }),
  alert("DiskSpaceLow", {
    policy: { limit: percent(10), for: "5m", severity: "critical" },
    rule: ({ limit, for: wait }) => ({
      when: volumeFree.below(limit).mostOf(wait),
      component: "infrastructure",
      summary: ({ persistentvolumeclaim }) => `Volume ${persistentvolumeclaim} is almost full.`,
      description: (labels, value) =>
        `Only ${value} of ${volumeOf(labels)} is free; the limit is ${percentText(limit)}. What writes to it fails when it is full.`,
      view: panel(PLACES.infrastructure, "volumeFree"),
    }),
  }),
  alert("VolumeFilling", {
    /**
     * The limit is how soon the volume would be full if it went on filling as over the window. It is shortened as the
     * window is: what was seen for minutes says something of the next hours, not of days.
     */
    policy: { limit: days(4), window: "6h", for: "1h", severity: "warning" },
    degreeOf: "DiskSpaceLow",
    rule: ({ limit, window }) => ({
      when: filling(limit, window),
      component: "infrastructure",
      summary: ({ persistentvolumeclaim }) => `Volume ${persistentvolumeclaim} is filling up.`,
      description: (labels, value) =>
        `If it goes on as it lately did, ${volumeOf(labels)} is full in ${value}.`,
      view: panel(PLACES.infrastructure, "untilFull"),
    }),
  }),
  alert("PodCrashLooping", {
    policy: { window: "5m", for: "15m", severity: "warning" },
    rule: ({ window }) => ({
      when: crashLooping.atLeast(count(1), window),
      component: "infrastructure",
      summary: ({ container }) => `Container ${container} ends again and again.`,
      description: (labels) => `${named(labels)} is restarted, and ends again each time.`,
      view: panel(PLACES.infrastructure, "crashLooping"),
    }),
  }),
  alert("CertificateExpiring", {
    /**
     * The limit is how long the certificate is still valid, in real time always. The window is how long a certificate is
     * remembered that the probe no longer sees.
     */
    policy: { limit: days(14), window: "7d", for: "1h", severity: "warning" },
    rule: ({ limit, window }) => ({
      when: certificateEnding(limit, window),
      component: "infrastructure",
      summary: ({ instance }) => `The certificate of ${instance} must be renewed.`,
      description: ({ instance }, value) =>
        `A certificate of ${instance} {{ if gt $value 0.0 }}is valid for another ${value}{{ else }}has ended, and nobody trusts it any more{{ end }}.`,
      view: panel(PLACES.infrastructure, "certificates"),
    }),
  }),
  alert("CertificateNotReady", {
    /** A certificate is issued in seconds, by an ACME server in minutes. */
    policy: { for: "15m", severity: "warning" },
    rule: ({ for: wait }) => ({
      when: certificateReady.below(count(1)).mostOf(wait),
      component: "infrastructure",
      summary: ({ namespace, name }) => `The Certificate ${namespace}/${name} is not ready.`,
      description: ({ namespace, name }) =>
        `cert-manager has no valid certificate for the Certificate ${namespace}/${name} as it is declared. What mounts its Secret does not start, or shows a certificate that is refused.`,
      view: panel(PLACES.certificates, "ready"),
    }),
  }),
  alert("CertificateRenewalOverdue", {
    /** The limit is real time always. Most are renewed a month before they end: there is time for more than one attempt. */
    policy: { limit: days(1), for: "1h", severity: "warning" },
    rule: ({ limit }) => ({
      when: renewalOverdue.above(limit),
      component: "infrastructure",
      summary: ({ namespace, name }) => `The Certificate ${namespace}/${name} is not renewed.`,
      description: ({ namespace, name }, value) =>
        `cert-manager was to renew the Certificate ${namespace}/${name} ${value} ago, and has not. The old one is shown until it ends.`,
      view: panel(PLACES.certificates, "renewalOverdue"),
    }),
  }),
];
