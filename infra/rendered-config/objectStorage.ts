import type { Address } from "../settings/addresses";
import { hostAddress } from "../settings/addresses";
import type { ObjectStorage } from "../settings/objectStorage";
import type { StackSecrets } from "../settings/secrets";
import { secretFile } from "../objects/names";

/** The secret with the bucket's location and credentials: one file, because Thanos reads its keys from nowhere else. */
export const OBJECT_STORAGE_SECRET = "objstore.yml";
export const OBJECT_STORAGE_FILE = secretFile(OBJECT_STORAGE_SECRET);

/** Where a Thanos container finds the CAs to trust. */
export const AUTHORITY_FOLDER = "/etc/thanos";
export const AUTHORITY_FILE = "authority.pem";

type Keys = Readonly<
  Partial<Record<keyof StackSecrets & `objectStorage${string}`, string | undefined>>
>;

/** Thanos's description of a bucket. @param keys in plain text, because the file is a Secret */
export function objectStorageConfig(storage: ObjectStorage, keys: Keys) {
  switch (storage.type) {
    case "s3":
      return {
        type: "S3",
        config: {
          bucket: storage.bucket,
          endpoint: storage.endpoint,
          ...(storage.region !== undefined && { region: storage.region }),
          bucket_lookup_type: storage.lookup,
          insecure: storage.insecure,
          ...(storage.credentials === "keys"
            ? {
                access_key: keys.objectStorageAccessKey,
                secret_key: keys.objectStorageSecretKey,
              }
            : // Every way in which a pod may have an identity there.
              { aws_sdk_auth: true }),
          ...(storage.certificateAuthority !== undefined && {
            http_config: { tls_config: { ca_file: `${AUTHORITY_FOLDER}/${AUTHORITY_FILE}` } },
          }),
        },
      };
    case "gcs":
      return {
        type: "GCS",
        config: {
          bucket: storage.bucket,
          // Without a key, the pod's identity is used.
          ...(storage.credentials === "keys" && {
            service_account: keys.objectStorageServiceAccount,
          }),
        },
      };
    case "azure":
      return {
        type: "AZURE",
        config: {
          storage_account: storage.account,
          ...(storage.credentials === "keys" && {
            storage_account_key: keys.objectStorageAccountKey,
          }),
          container: storage.container,
          endpoint: storage.endpoint,
        },
      };
  }
}

/** The CAs that the bucket's certificate is verified against, in PEM; undefined for those of the image. */
export function authorityOf(storage: ObjectStorage): string | undefined {
  return storage.type === "s3" ? storage.certificateAuthority : undefined;
}

/** The addresses that Thanos connects to for a bucket. */
export function storageAddresses(storage: ObjectStorage): readonly Address[] {
  switch (storage.type) {
    case "s3":
      return [
        storage.endpoint.includes(":")
          ? hostAddress(storage.endpoint)
          : { host: storage.endpoint, port: storage.insecure ? 80 : 443 },
      ];
    case "gcs":
      // The second address issues tokens.
      return [
        { host: "storage.googleapis.com", port: 443 },
        { host: "oauth2.googleapis.com", port: 443 },
      ];
    case "azure":
      return [{ host: `${storage.account}.${storage.endpoint}`, port: 443 }];
  }
}
