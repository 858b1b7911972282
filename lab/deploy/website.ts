import { LAB_IMAGES } from "../builder/labImages";
import { container, podTemplate, probes } from "../../infra/kubernetes/pod";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { RECEIVERS_NAMESPACE } from "../receivers/addresses";
import type { Plain } from "./object";
import { labSelector } from "./selector";

const NAME = "website";
export const WEBSITE_PORT = 8443;
const PORT = WEBSITE_PORT;
const UID = 65534;
const FOLDER = "/etc/website";

const selector = labSelector(NAME);
const metadata = { name: NAME, namespace: RECEIVERS_NAMESPACE, labels: selector };

/** The website's name inside the cluster, which is also the name in its certificate. */
export const WEBSITE_HOST = `${NAME}.${RECEIVERS_NAMESPACE}.svc.cluster.local`;
export const WEBSITE_URL = `https://${WEBSITE_HOST}:${String(PORT)}`;

/** An HTTPS page that stands in for the pages that people open, so that there is a certificate to watch. */
export const websiteObjects: readonly Plain[] = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector, ports: [{ name: "https", port: PORT, targetPort: "https" }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: { replicas: 1, selector: { matchLabels: selector }, template: template() },
  },
];

function template() {
  const answers = { httpGet: { path: "/", port: "https", scheme: "HTTPS" } };
  return podTemplate({
    labels: selector,
    serviceAccount: "default",
    group: UID,
    volumes: [{ name: "certificate", secret: { secretName: NAME, defaultMode: GROUP_READS } }],
    container: container({
      name: NAME,
      image: LAB_IMAGES.website,
      env: {
        ADDRESS: `:${String(PORT)}`,
        CERTIFICATE: `${FOLDER}/tls.crt`,
        KEY: `${FOLDER}/tls.key`,
      },
      ports: { https: PORT },
      probes: probes({ ready: answers, alive: answers, startSeconds: 60 }),
      resources: { cpuRequest: "5m", memoryRequest: "16Mi", memoryLimit: "32Mi" },
      uid: UID,
      mounts: [{ name: "certificate", mountPath: FOLDER, readOnly: true }],
    }),
  });
}

/** The website's certificate and its key, both in PEM. */
export function websiteSecret(certificate: string, key: string): Plain {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    type: "kubernetes.io/tls",
    stringData: { "tls.crt": certificate, "tls.key": key },
  };
}
