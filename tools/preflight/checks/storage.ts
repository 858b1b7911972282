import { factsOf } from "../../../infra/settings/cluster";
import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { StorageClass } from "../objects";

/**
 * Who makes folders of a node into volumes, which kubelets do not measure: see infra/settings/distributionFacts.ts.
 */
const HOST_PATH = [
  "rancher.io/local-path",
  "k8s.io/minikube-hostpath",
  "microk8s.io/hostpath",
  "docker.io/hostpath",
];

const DEFAULT = "storageclass.kubernetes.io/is-default-class";

/** A StorageClass that there is not, or whose volumes cannot grow or are not measured. */
export const storage: Check = {
  about: "storage",
  find(asked) {
    const { config, answers } = asked;
    if (!isKnown(answers.storageClasses)) return [];
    const classes = itemsOf(answers.storageClasses);
    const standard = classes.find(({ metadata }) => metadata.annotations?.[DEFAULT] === "true");
    const used =
      config.storageClass === undefined
        ? standard
        : classes.find(({ metadata }) => metadata.name === config.storageClass);
    return used === undefined ? missing(asked, classes) : lacks(asked, used, classes, standard);
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
          ? "no StorageClass is the default, and storageClass names none: no volume would be made"
          : `there is no StorageClass ${storageClass}: no volume would be made`,
      seen: classes.length === 0 ? "no StorageClass at all" : `the classes ${names}`,
      ...(best
        ? { set: [{ path: "storageClass", value: best.metadata.name }] }
        : { or: "install a CSI driver with a StorageClass" }),
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
            what: `a StorageClass is the default, though none is known to be in ${cluster.distribution}`,
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
            seen: `${seen}, which makes folders of a node`,
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
  // One that was installed by its chart has a name of the cluster's before it.
  return !HOST_PATH.some((name) => provisioner === name || provisioner.endsWith(`/${name}`));
}
