import type { Quantity } from "../../infra/settings/quantity";

/** The fields of a Kubernetes object that deploying it needs. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** A Kubernetes object with all its other fields. */
export type Plain = KubeObject & Readonly<Record<string, unknown>>;

interface PodSpec {
  readonly containers: readonly { readonly image: string }[];
  readonly initContainers?: readonly { readonly image: string }[];
}

/** A Deployment or a StatefulSet. */
export interface Workload extends KubeObject {
  readonly kind: "Deployment" | "StatefulSet";
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: PodSpec };
    readonly volumeClaimTemplates?: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: {
        readonly accessModes: readonly string[];
        readonly storageClassName?: string;
        readonly resources: { readonly requests: { readonly storage: Quantity } };
      };
    }[];
  };
}

/** A CronJob. Nothing waits for its pods. */
export interface CronJob extends KubeObject {
  readonly kind: "CronJob";
  readonly spec: {
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } };
  };
}

export function isCronJob(object: KubeObject): object is CronJob {
  return object.kind === "CronJob";
}

export function isWorkload(object: KubeObject): object is Workload {
  return object.kind === "Deployment" || object.kind === "StatefulSet";
}

/** Every image that the pods use. */
export function imagesOf({ spec }: Workload | CronJob): readonly string[] {
  const { template } = "template" in spec ? spec : spec.jobTemplate.spec;
  const { containers, initContainers = [] } = template.spec;
  return [...initContainers, ...containers].map(({ image }) => image);
}

/** A key that identifies an object. */
export function identityOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [apiVersion, kind, metadata.namespace ?? "", metadata.name].join("|");
}
