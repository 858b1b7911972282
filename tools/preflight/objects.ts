/** The fields of the API's objects that are read here. Optional ones may be missing in an answer. */

export interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  /** The managers that have written its fields. */
  readonly managedFields?: readonly { readonly manager?: string; readonly subresource?: string }[];
}

export interface Named {
  readonly metadata: Meta;
}

/** A list in the API. */
export interface ListOf<T> {
  readonly items: readonly T[];
}

export interface Version {
  /** Such as v1.33.1-gke.100. */
  readonly gitVersion: string;
}

export interface Service extends Named {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number }[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

export interface EndpointSlice extends Named {
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly targetRef?: { readonly kind?: string; readonly name?: string };
  }[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[];
}

export interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly containers: readonly {
    readonly name: string;
    readonly image?: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
  }[];
}

export interface Pod extends Named {
  readonly spec: PodSpec;
}

/** A Deployment or a DaemonSet. */
export interface PodsOwner extends Named {
  readonly spec: {
    readonly selector?: LabelSelector;
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
  };
}

export interface StorageClass extends Named {
  readonly provisioner: string;
  readonly allowVolumeExpansion?: boolean;
}

export interface IngressClass extends Named {
  readonly spec: { readonly controller?: string };
}

export interface Namespace extends Named {
  readonly status?: { readonly phase?: string };
}

export interface ResourceQuota extends Named {
  readonly spec: { readonly hard?: Readonly<Record<string, string>> };
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** What a server of prometheus-operator selects: the prefixes of the fields with its selectors. */
export type SelectedObjects = "serviceMonitor" | "rule" | "scrapeConfig" | "alertmanagerConfig";

/** A Prometheus or an Alertmanager that prometheus-operator runs. */
export interface Operated extends Named {
  readonly spec: Readonly<
    Partial<Record<`${SelectedObjects}${"" | "Namespace"}Selector`, LabelSelector | null>>
  >;
}

export interface SigningRequest extends Named {
  readonly spec: { readonly signerName: string };
  readonly status?: { readonly conditions?: readonly object[] };
}

/** A kubelet's configuration, as it reports it. */
export interface KubeletConfiguration {
  readonly kubeletconfig: {
    readonly serverTLSBootstrap?: boolean;
    readonly tlsCertFile?: string;
  };
}
