import { isBefore } from "../../../infra/images/least";
import { LEAST } from "../../compatibility/programs";
import { itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { Named } from "../objects";

/**
 * Programs in the cluster that read the stack's objects and are too old for them: they ignore fields that they do not
 * know.
 */
export const programVersions: Check = {
  about: "version",
  find(asked) {
    const { config } = asked;
    const operator = config.mode === "operator" ? versionOf(asked, OPERATOR) : undefined;
    const issuer = config.internalTls?.issuer;
    const selfSigned =
      config.internalTls?.enabled === true && issuer !== undefined && "selfSigned" in issuer;
    const certManager =
      config.certManager === "existing" && selfSigned ? versionOf(asked, CERT_MANAGER) : undefined;
    return [
      ...(operator !== undefined && isBefore(operator, LEAST.prometheusOperator)
        ? [
            {
              fails: true,
              what: "prometheus-operator is too old: it does not know jobName in a ScrapeConfig, and alerts on containers and volumes would find no series of their jobs",
              seen: `prometheus-operator ${operator}`,
              or: `upgrade it and its kinds to ${LEAST.prometheusOperator} or newer`,
            },
          ]
        : []),
      ...(certManager !== undefined && isBefore(certManager, LEAST.certManager)
        ? [
            {
              fails: true,
              what: "cert-manager is too old: it names its requests otherwise, and internalTls.issuer.selfSigned finds no certificate of its authority",
              seen: `cert-manager ${certManager}`,
              or: `upgrade it to ${LEAST.certManager} or newer`,
            },
          ]
        : []),
    ];
  },
};

interface Marked {
  readonly kind: string;
  readonly version: (metadata: Named["metadata"]) => string | undefined;
}

const OPERATOR: Marked = {
  kind: "scrapeconfigs.monitoring.coreos.com",
  version: ({ annotations }) => annotations?.["operator.prometheus.io/version"],
};

const CERT_MANAGER: Marked = {
  kind: "certificates.cert-manager.io",
  version: ({ labels }) => labels?.["app.kubernetes.io/version"],
};

/**
 * The version with which a kind was installed. It is also the version of its program, unless the
 * CustomResourceDefinitions were not upgraded with it.
 */
function versionOf({ answers }: Asked, { kind, version }: Marked): string | undefined {
  const found = itemsOf(answers.kinds).find(({ metadata }) => metadata.name === kind);
  return /^v?(\d+\.\d+(?:\.\d+)?)/.exec((found && version(found.metadata)) ?? "")?.[1];
}
