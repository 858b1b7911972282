import type { ObjectStorage } from "../../settings/objectStorage";
import type { RemoteWrite } from "../../settings/remoteWrite";
import type { Proxy } from "../../settings/proxy";
import { egressTo, httpEgressTo, type Egress } from "./egress";

type Cloud = "aws" | "azure" | "google";

/**
 * What on its own machine, at addresses that lead nowhere else, is asked for a pod's credentials. To a policy they are
 * addresses outside, of which it lets nobody out to these unless it is said.
 */
const LOCAL: Readonly<Record<Cloud, readonly Egress[]>> = {
  // EKS Pod Identity's agent: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
  aws: [{ kind: "anywhere", ports: [80], blocks: ["169.254.170.23/32", "fd00:ec2::23/128"] }],
  // The instance's metadata, which gives managed identities their tokens.
  azure: [{ kind: "anywhere", ports: [80], blocks: ["169.254.169.254/32"] }],
  // The metadata server as pods see it: with Dataplane V2, and without it.
  // https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy#network-policy-and-workload-identity
  google: [
    { kind: "anywhere", ports: [80], blocks: ["169.254.169.254/32"] },
    { kind: "anywhere", ports: [988], blocks: ["169.254.169.252/32"] },
  ],
};

/** Who gives out tokens for what Kubernetes says of a pod. Google's stands among the bucket's own addresses. */
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

/** Whom a program asks so that a bucket knows it, where that is by no keys. */
export function bucketIdentity(
  storage: ObjectStorage,
  proxy: Proxy | undefined,
): readonly Egress[] {
  if (storage.credentials === "keys") return [];
  const cloud = CLOUDS[storage.type];
  const region = storage.type === "s3" ? storage.region : undefined;
  return [...httpEgressTo(issuers(cloud, region), proxy), ...LOCAL[cloud]];
}

/** Whom Prometheus asks so that one who is sent samples knows it. It asks directly, whatever the way of the samples. */
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
