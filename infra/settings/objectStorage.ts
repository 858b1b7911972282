import { isIPv4 } from "node:net";

import { z } from "zod";

import { hinting, hostAndPortHint, oneOfKinds, type Hint } from "./hints";
import { certificates, host, port } from "./scalars";

const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;
const bucketHint: Hint = (written) => {
  const [name = "", prefix = ""] = String(written)
    .replace(/^\w+:\/\//, "")
    .split("/");
  if (!BUCKET.test(name)) return undefined;
  return `did you mean ${name}?${prefix === "" ? "" : " the whole bucket is used, not a folder of it"}`;
};
const bucket = z
  .string()
  .regex(
    BUCKET,
    hinting(
      "must be a bucket's name: 3 to 63 lower-case letters, digits and inner .-_",
      bucketHint,
    ),
  );

/** Names for S3 must also be valid in DNS, and must not look like addresses, because its clients accept no others. */
const s3Bucket = bucket.refine(
  (name) => !/_|\.\.|\.-|-\.|^xn--/.test(name) && !isIPv4(name),
  "must be a bucket's name: lower-case letters, digits, hyphens and single dots, not an IP address",
);

/** `host`, or `host:port` if the port is not the scheme's default. */
const endpoint = z
  .string()
  .refine(
    isEndpoint,
    hinting(
      "must be a host, or host:port, without a scheme, such as s3.eu-central-1.amazonaws.com",
      endpointHint,
    ),
  );

function endpointHint(written: unknown): string | undefined {
  const hint = hostAndPortHint(isEndpoint, 443)(written);
  // Without its scheme, an address would be taken for one with TLS.
  return /^\s*http:/i.test(String(written)) ? hint?.replace("?", ", with insecure: true?") : hint;
}

function isEndpoint(text: string): boolean {
  const [name = "", number, ...more] = text.split(":");
  const isPort =
    number === undefined ||
    (/^[1-9]\d{0,4}$/.test(number) && port.safeParse(Number(number)).success);
  return more.length === 0 && host.safeParse(name).success && isPort;
}

/**
 * How clients authenticate to the bucket: with keys, which are secrets, or with the pod's cloud identity, which
 * `servers` configures if necessary.
 */
const credentials = z.enum(["keys", "workloadIdentity"]).default("keys");

/**
 * Amazon S3, or any server that speaks its protocol. Its keys are the secrets `objectStorageAccessKey` and
 * `objectStorageSecretKey`.
 */
const s3 = z.strictObject({
  type: z.literal("s3"),
  bucket: s3Bucket,
  endpoint,
  /** Left out: the region in the endpoint's name. */
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, "must be a region such as eu-central-1")
    .optional(),
  /** Whether the bucket is part of the host name or of the path. `auto` decides by the endpoint. */
  lookup: z.enum(["auto", "virtual-hosted", "path"]).default("auto"),
  /** `workloadIdentity` works with Amazon's S3 only, not with other servers of its protocol. */
  credentials,
  /** Uses plain HTTP. */
  insecure: z.boolean().default(false),
  /** The only certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
});

/** Google Cloud Storage. The key of its service account, as JSON, is the secret `objectStorageServiceAccount`. */
const gcs = z.strictObject({ type: z.literal("gcs"), bucket, credentials });

/** Azure Blob Storage. The account's key is the secret `objectStorageAccountKey`. */
const azure = z.strictObject({
  type: z.literal("azure"),
  account: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, "must be a storage account: 3 to 24 lower-case letters and digits"),
  container: z
    .string()
    .regex(
      /^(?=.{3,63}$)[a-z0-9](-?[a-z0-9])+$/,
      "must be a container: 3 to 63 lower-case letters, digits and inner hyphens",
    ),
  /** The part of the host name after the account's name. */
  endpoint: host.default("blob.core.windows.net"),
  credentials,
});

/**
 * The bucket for long-term samples and backups: one of three kinds. Its credentials are secrets with their own keys:
 * see secrets.ts.
 */
export const objectStorageSettings = z.discriminatedUnion(
  "type",
  [s3, gcs, azure],
  oneOfKinds("type", ["s3", "gcs", "azure"]),
);

export function isAmazons(endpoint: string): boolean {
  return /\.amazonaws\.com(\.cn)?(:|$)/.test(endpoint);
}

/** Servers of S3's protocol that have the region in their names, and reject requests that are signed for another. */
const REGIONAL = [
  /[.-]([a-z]{2}(?:-[a-z]+)+-\d)(?:\.vpce)?\.amazonaws\.com(?:\.cn)?$/,
  /^s3\.([a-z0-9-]+)\.(?:wasabisys\.com|scw\.cloud|backblazeb2\.com|io\.cloud\.ovh\.(?:net|us))$/,
];

/** The region that is part of the name of a server; undefined if none is. */
export function regionIn(endpoint: string): string | undefined {
  const name = endpoint.toLowerCase().replace(/:\d+$/, "");
  return REGIONAL.flatMap((pattern) => pattern.exec(name)?.[1] ?? [])[0];
}

export type ObjectStorage = z.output<typeof objectStorageSettings>;
