import type { KubernetesObject } from "../../objects/kubernetes";

/** What there is in a stack. A Kubernetes object's kind is its own. */
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

/** A thing, by a kind and a name that no other has. */
export interface Thing {
  readonly kind: Kind;
  readonly name: string;
}

export interface Node extends Thing {
  /** The file or folder that declares it. */
  readonly place: string;
  /** Of what is there only to be reached by something else: what it means that nothing does. */
  readonly needed?: {
    /** Who should lead here, as in "no route leads to it". */
    readonly missing: string;
    readonly why: string;
    readonly fix: string;
  };
}

/** One thing that names another. */
export interface Edge {
  readonly from: Node;
  /** As in "(from) reads (to)". */
  readonly verb: string;
  readonly to: Thing;
  /** What goes wrong without it. */
  readonly why: string;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export function joined(graphs: readonly Graph[]): Graph {
  return {
    nodes: graphs.flatMap(({ nodes }) => nodes),
    edges: graphs.flatMap(({ edges }) => edges),
  };
}

/** A thing in words, which no other has. */
export function textOf({ kind, name }: Thing): string {
  return `${kind} ${name}`;
}
