import { isAmazons, regionIn, type ObjectStorage } from "../settings/objectStorage";
import type { StackSecrets } from "../settings/secrets";
import { secretFile } from "../objects/names";

/**
 * The credentials for the bucket, as rclone reads them. The location of the bucket is not secret, and is set in
 * variables.
 */
export const RCLONE_SECRET = "rclone.conf";

/** rclone's name for the bucket's server. */
const REMOTE = "store";

type Keys = Readonly<
  Partial<Record<keyof StackSecrets & `objectStorage${string}`, string | undefined>>
>;

/** The file with rclone's credentials. @param keys in plain text, because the file is a Secret */
export function rcloneConfig(storage: ObjectStorage, keys: Keys): string {
  const lines = Object.entries(credentials(storage, keys)).map(([key, value]) => {
    // rclone takes a quote at the beginning for its own, and a line break for the next key.
    if (/^["`]|[\r\n]/.test(value)) {
      throw new Error(`${key} of the bucket has several lines, or begins with a quote.`);
    }
    return `${key} = ${value}`;
  });
  return [`[${REMOTE}]`, ...lines, ""].join("\n");
}

function credentials(storage: ObjectStorage, keys: Keys): Readonly<Record<string, string>> {
  // With the pod's identity there are no credentials.
  if (storage.credentials !== "keys") return {};
  switch (storage.type) {
    case "s3":
      return {
        access_key_id: keys.objectStorageAccessKey ?? "",
        secret_access_key: keys.objectStorageSecretKey ?? "",
      };
    case "gcs":
      // On one line, as the format requires. JSON has line breaks only between tokens.
      return {
        service_account_credentials: (keys.objectStorageServiceAccount ?? "").replace(
          /\s*\n\s*/g,
          " ",
        ),
      };
    case "azure":
      return { key: keys.objectStorageAccountKey ?? "" };
  }
}

/** @returns rclone's name of a folder of the bucket, without a trailing slash */
export function rcloneFolder(storage: ObjectStorage, folder: string): string {
  const bucket = storage.type === "azure" ? storage.container : storage.bucket;
  return `${REMOTE}:${bucket}/${folder}`;
}

/**
 * The variables that tell rclone where the bucket is.
 *
 * @param authority the file of the only CAs to trust. Left out: those of the image
 */
export function rcloneVariables(
  storage: ObjectStorage,
  authority?: string,
): Readonly<Record<string, string>> {
  const identity = storage.credentials !== "keys" && { env_auth: "true" };
  const remote = Object.entries({ ...remoteOf(storage), ...identity }).map(([key, value]) => [
    `RCLONE_CONFIG_${REMOTE.toUpperCase()}_${key.toUpperCase()}`,
    value,
  ]);
  return {
    RCLONE_CONFIG: secretFile(RCLONE_SECRET),
    ...(authority !== undefined && { RCLONE_CA_CERT: authority }),
    ...(Object.fromEntries(remote) as Readonly<Record<string, string>>),
  };
}

function remoteOf(storage: ObjectStorage): Readonly<Record<string, string>> {
  switch (storage.type) {
    case "s3": {
      const { endpoint, lookup, insecure } = storage;
      // rclone itself would sign for us-east-1.
      const region = storage.region ?? regionIn(endpoint);
      return {
        type: "s3",
        provider: isAmazons(endpoint) ? "AWS" : "Other",
        endpoint: `${insecure ? "http" : "https"}://${endpoint}`,
        ...(region !== undefined && { region }),
        ...(lookup !== "auto" && { force_path_style: String(lookup === "path") }),
        // The bucket exists already, and credentials that may only write into it must not check it.
        no_check_bucket: "true",
      };
    }
    case "gcs":
      // Access is controlled by the bucket, not by each object.
      return { type: "google cloud storage", bucket_policy_only: "true", no_check_bucket: "true" };
    case "azure":
      return {
        type: "azureblob",
        account: storage.account,
        endpoint: `https://${storage.account}.${storage.endpoint}`,
        no_check_container: "true",
      };
  }
}
