import { isSmaller } from "../kubernetes/shrinking";
import { isQuantity } from "../settings/quantity";

/** A resource as Pulumi shows it to a policy: what it is to be. What it was, and what goes, no policy is shown. */
export interface Declared {
  /** As `kubernetes:apps/v1:StatefulSet`. */
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: { readonly protect: boolean };
}

/** What is wrong with a resource, with the way out; nothing where it is as it has to be. */
export type Rule = (resource: Declared) => readonly string[];

interface Claim {
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: unknown } } };
}

interface StatefulSetSpec {
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly Claim[];
  readonly persistentVolumeClaimRetentionPolicy?: Readonly<
    Partial<Record<"whenDeleted" | "whenScaled", string>>
  >;
}

interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** By this Pulumi leaves the pods of what it deletes where they are. Anything else deletes them, too. */
export const ORPHAN = { name: "pulumi.com/deletionPropagationPolicy", value: "orphan" } as const;

export function kindOf(type: string): string {
  return type.startsWith("kubernetes:") ? (type.split(":").at(-1) ?? "") : "";
}

export function metadataIn(props: Declared["props"]): Metadata {
  return props.metadata ?? {};
}

/** As `StatefulSet monitoring/prometheus`. */
export function nameOf({ type, name, props }: Omit<Declared, "opts">): string {
  const { namespace, name: own = name } = metadataIn(props);
  return `${kindOf(type)} ${namespace === undefined ? "" : `${namespace}/`}${own}`;
}

export function statefulSetSpec(props: Declared["props"]): StatefulSetSpec {
  return props.spec ?? {};
}

export function sizeOf({ spec }: Claim): unknown {
  return spec?.resources?.requests?.storage;
}

/** A StatefulSet that is replaced, as when its volumes grow, must not take its pods with it. */
export const orphansItsPods: Rule = (resource) => {
  if (kindOf(resource.type) !== "StatefulSet") return [];
  const value = metadataIn(resource.props).annotations?.[ORPHAN.name];
  if (value === ORPHAN.value) return [];
  return [
    `${nameOf(resource)} would take its pods with it when it is replaced: its annotation ${ORPHAN.name} is ${value ?? "missing"}. Set it to ${ORPHAN.value}, and deploy that before any change that replaces it.`,
  ];
};

/** No volume may go because something else goes. */
export const keepsVolumes: Rule = (resource) => {
  const { props } = resource;
  const told = (field: string, value: unknown) =>
    `${nameOf(resource)} would lose its data: ${field} is ${typeof value === "string" ? value : "missing"}. Set it to Retain.`;
  switch (kindOf(resource.type)) {
    case "StatefulSet": {
      const policy = statefulSetSpec(props).persistentVolumeClaimRetentionPolicy ?? {};
      return (["whenDeleted", "whenScaled"] as const)
        .filter((when) => (policy[when] ?? "Retain") !== "Retain")
        .map((when) => told(`persistentVolumeClaimRetentionPolicy.${when}`, policy[when]));
    }
    case "PersistentVolume": {
      const { persistentVolumeReclaimPolicy: policy = "Retain" } = (props.spec ?? {}) as {
        readonly persistentVolumeReclaimPolicy?: string;
      };
      return policy === "Retain" ? [] : [told("persistentVolumeReclaimPolicy", policy)];
    }
    case "StorageClass":
      // Kubernetes' own default is to delete.
      return props.reclaimPolicy === "Retain" ? [] : [told("reclaimPolicy", props.reclaimPolicy)];
    default:
      return [];
  }
};

/** With a namespace goes everything in it. */
export const protectsNamespaces: Rule = (resource) =>
  kindOf(resource.type) !== "Namespace" || resource.opts.protect
    ? []
    : [
        `${nameOf(resource)} could be deleted with everything in it: it is not protected. Set \`protect: true\` on it.`,
      ];

/**
 * Each volume of a StatefulSet has a claim of the stack's own, and one that is large enough: or it never grows. What it
 * had before is for other layers: see infra/kubernetes/shrinking.ts.
 */
export function claimsCover(resources: readonly Declared[]): readonly string[] {
  const claims = new Map(
    resources
      .filter(({ type }) => kindOf(type) === "PersistentVolumeClaim")
      .map(({ props }) => [placeOf(metadataIn(props)), sizeOf(props)]),
  );
  return resources
    .filter(({ type }) => kindOf(type) === "StatefulSet")
    .flatMap((set) => {
      const { namespace = "default", name = set.name } = metadataIn(set.props);
      const { replicas = 1, volumeClaimTemplates = [] } = statefulSetSpec(set.props);
      return volumeClaimTemplates.flatMap((template) =>
        Array.from({ length: replicas }, (_, i) => {
          const claim = placeOf({
            namespace,
            name: `${template.metadata?.name ?? ""}-${name}-${i}`,
          });
          return coverFault(nameOf(set), claim, claims.get(claim), sizeOf(template));
        }).filter((fault) => fault !== undefined),
      );
    });
}

function coverFault(
  set: string,
  claim: string,
  size: unknown,
  wanted: unknown,
): string | undefined {
  if (!isQuantity(wanted)) return undefined;
  const fix = "Register the claims that claimsOf() makes of it.";
  if (!isQuantity(size)) {
    return `${set} has a volume whose PersistentVolumeClaim ${claim} is not in the stack: it could never grow. ${fix}`;
  }
  return isSmaller(size, wanted)
    ? `${set} requests ${wanted} for a volume whose PersistentVolumeClaim ${claim} has ${size}. ${fix}`
    : undefined;
}

function placeOf({ namespace = "default", name = "" }: Metadata): string {
  return `${namespace}/${name}`;
}
