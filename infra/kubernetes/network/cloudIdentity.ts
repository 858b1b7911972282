import type { ObjectStorage } from "../../settings/objectStorage";
import type { RemoteWrite } from "../../settings/remoteWrite";
import type { Proxy } from "../../settings/proxy";
import { egressTo, httpEgressTo, type Egress } from "./egress";

type Cloud = "aws" | "azure" | "google";

/**
 * The link-local addresses of a node at which pods get their cloud credentials. Network policies treat them as external
 * addresses, and only allow them if they are listed.
 */
const LOCAL: Readonly<Record<Cloud, readonly Egress[]>> = {
  // The EKS Pod Identity agent: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
  aws: [{ kind: "anywhere", ports: [80], blocks: ["169.254.170.23/32", "fd00:ec2::23/128"] }],
  // The instance metadata service, which issues tokens for managed identities.
  azure: [{ kind: "anywhere", ports: [80], blocks: ["169.254.169.254/32"] }],
  // The metadata server as seen by pods, with and without Dataplane V2.
  google: [
    { kind: "anywhere", ports: [80], blocks: ["169.254.169.254/32"] },
    { kind: "anywhere", ports: [988], blocks: ["169.254.169.252/32"] },
  ],
};

/** The services that exchange Kubernetes tokens for cloud credentials. Google's has the same addresses as the bucket. */
function issuers(cloud: Cloud, region: string | undefined) {
  switch (cloud) {
    case "aws":
      return [
        {
          host: region === undefined ? "sts.amazonaws.com" : `sts.${region}.amazonaws.com`,
          port: 443,
        },
      ];
    case "azure":
      return [{ host: "login.microsoftonline.com", port: 443 }];
    case "google":
      return [];
  }
}

const CLOUDS = { s3: "aws", azure: "azure", gcs: "google" } as const;

/** The addresses that a program needs to authenticate to a bucket without keys. */
export function bucketIdentity(
  storage: ObjectStorage,
  proxy: Proxy | undefined,
): readonly Egress[] {
  if (storage.credentials === "keys") return [];
  const cloud = CLOUDS[storage.type];
  const region = storage.type === "s3" ? storage.region : undefined;
  return [...httpEgressTo(issuers(cloud, region), proxy), ...LOCAL[cloud]];
}

/**
 * The addresses that Prometheus needs to authenticate to a remote write endpoint. It connects to them directly, even with a
 * proxy.
 */
export function writeIdentity({ auth }: RemoteWrite): readonly Egress[] {
  switch (auth.type) {
    case "sigv4":
      return [...egressTo(issuers("aws", auth.region)), ...LOCAL.aws];
    case "azureAd":
      return auth.by === "managedIdentity" ? LOCAL.azure : egressTo(issuers("azure", undefined));
    case "googleIam":
      return [...egressTo([{ host: "oauth2.googleapis.com", port: 443 }]), ...LOCAL.google];
    default:
      return [];
  }
}
