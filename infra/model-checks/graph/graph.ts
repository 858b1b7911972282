import type { KubernetesObject } from "../../objects/kubernetes";

/** The kinds of things in a stack. Kubernetes objects have their own kinds. */
export type Kind =
  | KubernetesObject["kind"]
  | "Secret"
  | "address"
  | "container port"
  | "Service port"
  | "pods"
  | "volume"
  | "file"
  | "mount path"
  | "Secret key"
  | "secret file"
  | "variable"
  | "right"
  | "target"
  | "metric"
  | "rule group"
  | "alert"
  | "alerting rule"
  | "alert name"
  | "recording rule"
  | "runbook"
  | "datasource"
  | "dashboard"
  | "dashboard title"
  | "panel"
  | "panel title"
  | "query"
  | "annotation"
  | "route"
  | "inhibition"
  | "receiver"
  | "time interval";

/** A thing, with a unique kind and name. */
export interface Thing {
  readonly kind: Kind;
  readonly name: string;
}

/** A thing that a stack declares, and where. */
export interface Node extends Thing {
  /** The file or folder that declares it. */
  readonly place: string;
  /** For things that only exist to be referred to: what it means if nothing does. */
  readonly needed?: {
    /** What should refer to it, as in "no route leads to it". */
    readonly missing: string;
    readonly why: string;
    readonly fix: string;
  };
}

/** A reference from one thing to another. */
export interface Edge {
  readonly from: Node;
  /** As in "(from) reads (to)". */
  readonly verb: string;
  readonly to: Thing;
  /** What goes wrong if the target is missing. */
  readonly why: string;
}

/** Things, and the references between them. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** All nodes and edges of several graphs. */
export function joined(graphs: readonly Graph[]): Graph {
  return {
    nodes: graphs.flatMap(({ nodes }) => nodes),
    edges: graphs.flatMap(({ edges }) => edges),
  };
}

/** The unique text for a thing. */
export function textOf({ kind, name }: Thing): string {
  return `${kind} ${name}`;
}
