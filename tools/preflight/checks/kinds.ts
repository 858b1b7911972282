import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { Named } from "../objects";

const MONITORS = "servicemonitors.monitoring.coreos.com";
const CERTIFICATES = "certificates.cert-manager.io";

/** Kinds that a stack needs and the cluster lacks, or that somebody else owns. */
export const kinds: Check = {
  about: "kinds",
  find(asked) {
    const { config, declared, answers } = asked;
    if (!isKnown(answers.kinds)) return [];
    const monitors = kindOf(asked, MONITORS);
    const certificates = kindOf(asked, CERTIFICATES);
    const installs = config.certManager === "install";
    const needsCertificates = declared.issuers.length > 0;
    const beside = config.mode === "operator";
    return [
      ...(beside ? missingOfOperator(asked) : []),
      ...(!beside && !config.installCrds && !monitors
        ? [
            {
              fails: true,
              what: "the kind ServiceMonitor does not exist, and the stack does not install it",
              seen: `no ${MONITORS}`,
              set: [{ path: "installCrds", value: true }],
            },
          ]
        : []),
      ...(config.installCrds && monitors && ownerOf(monitors) !== undefined
        ? [
            {
              fails: true,
              what: "the stack would install the kind ServiceMonitor, which someone else manages: each would overwrite the other's version",
              seen: `${MONITORS} of ${ownerOf(monitors) ?? ""}`,
              set: [{ path: "installCrds", value: false }],
            },
          ]
        : []),
      ...(needsCertificates && !installs && !certificates
        ? [
            {
              fails: true,
              what: "cert-manager, which should issue the stack's certificates, is not installed",
              seen: `no ${CERTIFICATES}`,
              set: [{ path: "certManager", value: "install" }],
            },
          ]
        : []),
      ...(installs && certificates && ownerOf(certificates) !== undefined
        ? [
            {
              fails: true,
              what: "the stack would install cert-manager, but a cluster can have only one",
              seen: `${CERTIFICATES} of ${ownerOf(certificates) ?? ""}`,
              set: [{ path: "certManager", value: "existing" }],
            },
          ]
        : []),
    ];
  },
};

/** What a prometheus-operator reads of a stack beside it. */
const OF_OPERATOR = [
  MONITORS,
  "prometheusrules.monitoring.coreos.com",
  "scrapeconfigs.monitoring.coreos.com",
  "alertmanagerconfigs.monitoring.coreos.com",
];

function missingOfOperator(asked: Asked): ReturnType<Check["find"]> {
  const missing = OF_OPERATOR.filter((name) => kindOf(asked, name) === undefined);
  if (missing.length === 0) return [];
  return [
    {
      fails: true,
      what: "with mode operator the stack has objects of prometheus-operator's kinds, which do not exist",
      seen: `no ${missing.join(", ")}`,
      set: [{ path: "mode", value: "standalone" }],
      or: "install prometheus-operator, or a newer one",
    },
  ];
}

function kindOf({ answers }: Asked, name: string): Named | undefined {
  return itemsOf(answers.kinds).find(({ metadata }) => metadata.name === name);
}

/**
 * Who brought an object, by what the usual ways leave on it; undefined where it was Pulumi, which may be this very stack:
 * nobody can tell whose stack, and a second `pulumi up` is no misfit.
 */
function ownerOf({ metadata }: Named): string | undefined {
  const { labels = {}, annotations = {}, ownerReferences = [] } = metadata;
  const helm = annotations["meta.helm.sh/release-name"];
  if (helm !== undefined) {
    const by = labels["app.kubernetes.io/managed-by"] === "pulumi";
    return by ? undefined : `Helm's release ${helm}`;
  }
  if (Object.keys(labels).some((key) => key.startsWith("olm.")))
    return "the Operator Lifecycle Manager";
  const { "argocd.argoproj.io/tracking-id": argo } = annotations;
  if (argo !== undefined) return `Argo CD's ${argo.split(":")[0] ?? ""}`;
  const flux = labels["kustomize.toolkit.fluxcd.io/name"] ?? labels["helm.toolkit.fluxcd.io/name"];
  if (flux !== undefined) return `Flux's ${flux}`;
  if (annotations["kubectl.kubernetes.io/last-applied-configuration"] !== undefined)
    return "kubectl";
  const [owner] = ownerReferences;
  if (owner) return `${owner.kind} ${owner.name}`;
  return writerOf(metadata);
}

/** This project's own, whichever way it was deployed. */
const OURS = /^(pulumi|autodealgenie)/i;

/**
 * Who wrote it, where that leaves nothing else: Helm puts no mark on what is in a chart's folder `crds`, as kube-prometheus-stack
 * and most others have theirs. What the API server itself writes is a kind's status.
 */
function writerOf({ managedFields = [] }: Named["metadata"]): string | undefined {
  const writers = managedFields
    .filter(({ subresource }) => subresource === undefined || subresource === "")
    .flatMap(({ manager }) => manager ?? []);
  return writers.some((name) => OURS.test(name)) ? undefined : writers[0];
}
