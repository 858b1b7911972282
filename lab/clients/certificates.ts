import { X509Certificate } from "node:crypto";
import { join } from "node:path";

import { kubectl, kubectlGet } from "../cluster/kubectl";
import { execInNetwork } from "../cluster/node";
import type { KubeObject } from "../deploy/object";
import type { Pod } from "./pods";
import { CREDENTIALS } from "./secured";

const SHOWN = join(__dirname, "shown.js");

/** A Certificate from the API server. */
export interface LiveCertificate extends KubeObject {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames?: readonly string[];
    readonly isCA?: boolean;
    readonly usages?: readonly string[];
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** The content of a Certificate's Secret, which cert-manager wrote. */
export interface Issued {
  /** The certificate, followed by the authorities that signed it, without the root. */
  readonly chain: readonly X509Certificate[];
  readonly authority: X509Certificate;
  /** In PEM. */
  readonly key: string;
}

/** Every Certificate in the cluster. */
export async function liveCertificates(): Promise<readonly LiveCertificate[]> {
  const { items } = await kubectlGet<{ items: readonly LiveCertificate[] }>([
    "certificates.cert-manager.io",
    "--all-namespaces",
  ]);
  return items;
}

/** @throws if the Secret does not exist or does not have the expected content */
export async function issued({ metadata, spec }: LiveCertificate): Promise<Issued> {
  const { data } = await kubectlGet<{ data: Readonly<Record<string, string>> }>([
    "secret",
    spec.secretName,
    ...inNamespace(metadata),
  ]);
  const read = (key: string) => Buffer.from(data[key] ?? "", "base64").toString();
  return {
    chain:
      read("tls.crt")
        .match(PEM)
        ?.map((text) => new X509Certificate(text)) ?? [],
    authority: new X509Certificate(read("ca.crt")),
    key: read("tls.key"),
  };
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Makes cert-manager reissue a Certificate, the way its own CLI does and it does itself before one expires. */
export async function renew({ metadata }: KubeObject): Promise<void> {
  const value = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "It was asked for.",
    lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
  const patch = JSON.stringify([{ op: "add", path: "/status/conditions/-", value }]);
  const certificate = ["certificates.cert-manager.io", metadata.name, ...inNamespace(metadata)];
  await kubectl(["patch", ...certificate, "--subresource=status", "--type=json", "-p", patch]);
}

/** Deletes a Certificate's Secret. */
export async function deleteSecret({ metadata, spec }: LiveCertificate): Promise<void> {
  await kubectl(["delete", "secret", spec.secretName, ...inNamespace(metadata)]);
}

/** The serial number of the certificate that a pod presents to the ingress controller, which verifies it. */
export function shownSerial({ status }: Pod, port: number, name: string): Promise<string> {
  const { ca, cert, key } = CREDENTIALS;
  const server = [status.podIP ?? "", String(port), name];
  return execInNetwork(process.execPath, [SHOWN, ...server, ca, cert, key]);
}

function inNamespace({ namespace = "default" }: KubeObject["metadata"]): readonly string[] {
  return [`--namespace=${namespace}`];
}
