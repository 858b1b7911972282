import { itemsOf, type KubeletAnswers } from "../answers";
import type { Check } from "../asked";

/** Nodes whose kubelets Prometheus could not scrape. */
export const kubelets: Check = {
  about: "kubelets",
  find({ config, answers }) {
    if (!config.prometheus.nodeMetrics) return [];
    const own = answers.kubelets.filter(signsItsOwn).map(({ node }) => node);
    const waiting = itemsOf(answers.signingRequests).filter(
      ({ status }) => (status?.conditions ?? []).length === 0,
    );
    const set = [{ path: "prometheus.nodeMetrics", value: false }];
    return [
      ...(own.length === 0
        ? []
        : [
            {
              fails: true,
              what: "kubelets have self-signed certificates, which Prometheus does not trust: there would be no metrics of containers and volumes",
              seen: `neither serverTLSBootstrap nor a certificate of its own on ${own.join(", ")}`,
              set,
              or: "set serverTLSBootstrap of the kubelets to true, and approve their certificate requests",
            },
          ]),
      ...(waiting.length === 0
        ? []
        : [
            {
              fails: true,
              what: "kubelets have no certificates, because nobody has approved their requests",
              seen: `${waiting.length} pending requests to kubernetes.io/kubelet-serving`,
              set,
              or: "approve them: kubectl certificate approve",
            },
          ]),
    ];
  },
};

/**
 * Without serverTLSBootstrap or a certificate file, the kubelet creates a certificate at this path when it starts:
 * kubernetes/kubernetes, cmd/kubelet/app/server.go, InitializeTLS.
 */
const OWN = ["", "/var/lib/kubelet/pki/kubelet.crt"];

function signsItsOwn({ configuration }: KubeletAnswers): boolean {
  const { serverTLSBootstrap = false, tlsCertFile = "" } = configuration.body?.kubeletconfig ?? {};
  return configuration.status === 200 && !serverTLSBootstrap && OWN.includes(tlsCertFile);
}
