import { factsOf } from "../../../infra/settings/cluster";
import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { StorageClass } from "../objects";

/**
 * Provisioners that use folders of a node as volumes, which kubelets do not measure: see
 * infra/settings/distributionFacts.ts.
 */
const HOST_PATH = [
  "rancher.io/local-path",
  "k8s.io/minikube-hostpath",
  "microk8s.io/hostpath",
  "docker.io/hostpath",
];

/** Kubernetes still supports the second annotation: pkg/volume/util/storageclass.go. */
const DEFAULTS = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
] as const;

/** Of several default classes Kubernetes uses the newest, and of equally new ones the first by name. */
function defaultOf(classes: readonly StorageClass[]): StorageClass | undefined {
  const made = ({ metadata: { creationTimestamp = "" } }: StorageClass) => creationTimestamp;
  return classes
    .filter(({ metadata }) => DEFAULTS.some((key) => metadata.annotations?.[key] === "true"))
    .sort((a, b) =>
      made(a) === made(b) ? compare(a.metadata.name, b.metadata.name) : compare(made(b), made(a)),
    )[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A provisioner that creates no volumes, but binds claims to existing ones. */
const NOBODY = "kubernetes.io/no-provisioner";

/** A StorageClass that does not exist, or whose volumes cannot grow or are not measured. */
export const storage: Check = {
  about: "storage",
  find(asked) {
    const { config, answers } = asked;
    if (!isKnown(answers.storageClasses)) return [];
    const classes = itemsOf(answers.storageClasses);
    const standard = defaultOf(classes);
    const used =
      config.storageClass === undefined
        ? standard
        : classes.find(({ metadata }) => metadata.name === config.storageClass);
    if (used === undefined) return missing(asked, classes);
    return [...unmade(used, classes), ...lacks(asked, used, classes, standard)];
  },
};

function missing({ config }: Asked, classes: readonly StorageClass[]) {
  const { storageClass } = config;
  const [best] = [...classes].sort((a, b) => goodness(b) - goodness(a));
  const names = classes.map(({ metadata }) => metadata.name).join(", ");
  return [
    {
      fails: true,
      what:
        storageClass === undefined
          ? "there is no default StorageClass, and storageClass is not set: no volume would be created"
          : `there is no StorageClass ${storageClass}: no volume would be created`,
      seen: classes.length === 0 ? "no StorageClass at all" : `the classes ${names}`,
      ...(best
        ? { set: [{ path: "storageClass", value: best.metadata.name }] }
        : { or: "install a CSI driver with a StorageClass" }),
    },
  ];
}

function unmade(used: StorageClass, classes: readonly StorageClass[]) {
  if (used.provisioner !== NOBODY) return [];
  const other = classes.find(({ provisioner }) => provisioner !== NOBODY);
  return [
    {
      fails: true,
      what: "volumes of this StorageClass are not provisioned automatically: pods start only once a volume exists for each claim",
      seen: `StorageClass ${used.metadata.name} of ${NOBODY}`,
      ...(other && { set: [{ path: "storageClass", value: other.metadata.name }] }),
      or: "create a PersistentVolume for each claim",
    },
  ];
}

function lacks(
  { config }: Asked,
  used: StorageClass,
  classes: readonly StorageClass[],
  standard: StorageClass | undefined,
) {
  const { cluster, prometheus, storageClass } = config;
  const seen = `StorageClass ${used.metadata.name} of ${used.provisioner}`;
  const better = (is: (each: StorageClass) => boolean) => {
    const other = classes.find((each) => is(each) && goodness(each) === BEST);
    return other && `set storageClass to ${other.metadata.name}`;
  };
  const grows = used.allowVolumeExpansion === true;
  const measured = isMeasured(used);
  const toOther = better((each) => each !== used);
  return [
    ...(storageClass === undefined && standard && !factsOf(cluster).storage.defaultClass
      ? [
          {
            fails: false,
            what: `there is a default StorageClass, although ${cluster.distribution} has none by default`,
            seen,
            set: [{ path: "cluster.storage.defaultClass", value: true }],
          },
        ]
      : []),
    ...(grows || cluster.storage?.expands === false
      ? []
      : [
          {
            fails: false,
            what: "volumes cannot grow: larger sizes would be rejected later",
            seen: `${seen}, without allowVolumeExpansion`,
            set: [{ path: "cluster.storage.expands", value: false }],
            ...(toOther !== undefined && { or: toOther }),
          },
        ]),
    ...(measured || !prometheus.nodeMetrics || cluster.storage?.measured === false
      ? []
      : [
          {
            fails: true,
            what: "kubelets do not measure these volumes: DiskSpaceLow and VolumeFilling would never fire",
            seen: `${seen}, whose volumes are folders on a node`,
            set: [{ path: "cluster.storage.measured", value: false }],
            ...(toOther !== undefined && { or: toOther }),
          },
        ]),
  ];
}

const BEST = 2;

function goodness(each: StorageClass): number {
  return Number(each.allowVolumeExpansion === true) + Number(isMeasured(each));
}

function isMeasured({ provisioner }: StorageClass): boolean {
  // A provisioner that was installed with its chart has a prefix that depends on the cluster.
  return !HOST_PATH.some((name) => provisioner === name || provisioner.endsWith(`/${name}`));
}
