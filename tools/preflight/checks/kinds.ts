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

/** The kinds through which a prometheus-operator reads a stack. */
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
 * Who installed an object, by what the usual tools leave on it. Undefined for Pulumi, because it may be this very
 * stack: the objects do not say which, and a second `pulumi up` is not a mismatch.
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

/** Managers of this project, whichever way it was deployed. */
const OURS = /^(pulumi|autodealgenie)/i;

/**
 * The first field manager, if nothing else tells the owner: Helm does not mark what is in a chart's folder `crds`,
 * which kube-prometheus-stack and most others use. The API server itself writes only the status.
 */
function writerOf({ managedFields = [] }: Named["metadata"]): string | undefined {
  const writers = managedFields
    .filter(({ subresource }) => subresource === undefined || subresource === "")
    .flatMap(({ manager }) => manager ?? []);
  return writers.some((name) => OURS.test(name)) ? undefined : writers[0];
}
