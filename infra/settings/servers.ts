import { z } from "zod";

import { labelKey, labelValue } from "./cluster";
import { distinct } from "./scalars";

/** Everything in a stack that has its own pods, by its name in the settings. All shards of Prometheus count as one. */
export const SERVER_KEYS = [
  "backend",
  "postgres",
  "redis",
  "mongodb",
  "kafka",
  "worker",
  "postgresExporter",
  "redisExporter",
  "mongodbExporter",
  "kubeStateMetrics",
  "blackboxExporter",
  "prometheus",
  "alertmanager",
  "grafana",
  "thanosStore",
  "thanosCompact",
  "thanosQuery",
  "backupGrafana",
  "backupSilences",
] as const;
export type ServerKey = (typeof SERVER_KEYS)[number];

/** The stack's own labels, and those that Kubernetes puts on pods, which selectors use. */
const OWN_LABELS =
  /^(app\.kubernetes\.io\/(name|part-of|component|managed-by)|autodealgenie\.dev\/.*|pod-security\.kubernetes\.io\/.*|kubernetes\.io\/metadata\.name|pod-template-hash|controller-revision-hash|controller-uid|job-name|(apps|batch|statefulset)\.kubernetes\.io\/.*|acme\.cert-manager\.io\/.*)$/;
/** The stack's own annotations. */
const OWN_ANNOTATIONS =
  /^(checksum\/.*|pulumi\.com\/.*|kube-score\/.*|kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/.*|nginx\.ingress\.kubernetes\.io\/(auth-url|auth-signin|whitelist-source-range|backend-protocol|proxy-ssl-.*))$/;

const ownLabel = "must not be one of the stack's own labels, which cannot be overridden";
const ownAnnotation = "must not be one of the stack's own annotations, which cannot be overridden";

const setLabelKey = labelKey.refine((key) => !OWN_LABELS.test(key), ownLabel);
const annotationKey = labelKey.refine((key) => !OWN_ANNOTATIONS.test(key), ownAnnotation);
/** A label's value may be empty, unlike in selectors. */
const anyLabelValue = z
  .string()
  .refine((text) => text === "" || labelValue.safeParse(text).success, {
    error: "must be a label's value, such as kube-dns, or empty",
  });
const labels = z.record(setLabelKey, anyLabelValue).default({});
const annotations = z
  .record(annotationKey, z.string().max(10_000, "must have at most 10000 characters"))
  .default({});

/** Lets a pod run on a tainted node, with Kubernetes' own meaning. */
const toleration = z.strictObject({
  /** Left out: every taint; needs the operator Exists. */
  key: labelKey.optional(),
  operator: z.enum(["Equal", "Exists"]).default("Equal"),
  value: labelValue.optional(),
  /** Left out: all effects. */
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  /** How long a pod may stay after such a taint appears. Left out: indefinitely. */
  tolerationSeconds: z.int().min(0).max(86_400).optional(),
});
const tolerations = z.array(toleration).max(50).refine(distinct, "must name each toleration once");

const shape = {
  /** Labels of every object of the server, its pods included. No selector uses them, so they can be changed at any time. */
  labels,
  /** Annotations of every object of the server except its pods. */
  annotations,
  podLabels: labels,
  podAnnotations: annotations,
  /** Annotations that give pods a cloud identity, such as eks.amazonaws.com/role-arn. */
  serviceAccountAnnotations: annotations,
  /** That of a single server replaces that of all. Left out: any node. */
  nodeSelector: z.record(labelKey, anyLabelValue).optional(),
  /** Those of a single server replace those of all. Left out: none. */
  tolerations: tolerations.optional(),
};

const server = z.strictObject(shape).prefault({});

/**
 * Settings for all servers, and for single ones: the labels and annotations of a single server are added to those of
 * all, and win if both have the same key.
 */
export const serversSettings = z
  .strictObject({
    all: server,
    ...(Object.fromEntries(SERVER_KEYS.map((key) => [key, server])) as Record<
      ServerKey,
      typeof server
    >),
  })
  .prefault({});

export type ServersSettings = z.output<typeof serversSettings>;
export type ServerSettings = z.output<typeof server>;

/** The settings of one server, combined with those for all. */
export function saidOf(servers: ServersSettings, key: ServerKey): ServerSettings {
  const [all, own] = [servers.all, servers[key]];
  const nodeSelector = own.nodeSelector ?? all.nodeSelector;
  const tolerated = own.tolerations ?? all.tolerations;
  return {
    labels: { ...all.labels, ...own.labels },
    annotations: { ...all.annotations, ...own.annotations },
    podLabels: { ...all.podLabels, ...own.podLabels },
    podAnnotations: { ...all.podAnnotations, ...own.podAnnotations },
    serviceAccountAnnotations: {
      ...all.serviceAccountAnnotations,
      ...own.serviceAccountAnnotations,
    },
    ...(nodeSelector && { nodeSelector }),
    ...(tolerated && { tolerations: tolerated }),
  };
}
