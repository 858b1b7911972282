import {
  objectStorageConfig,
  storageAddresses,
} from "../../../infra/rendered-config/objectStorage";
import { rcloneVariables } from "../../../infra/rendered-config/rclone";
import type { StackInput } from "../../../infra/settings";
import { settings } from "../../support/stacks";

type Storage = NonNullable<StackInput["objectStorage"]>;

function rendered(objectStorage: Storage) {
  const storage = settings("dev", {
    objectStorage,
    thanos: {},
    backups: { silences: {} },
  }).objectStorage!;
  const { config } = objectStorageConfig(storage, {});
  return {
    thanos: config as Readonly<Record<string, unknown>>,
    rclone: rcloneVariables(storage),
    addresses: storageAddresses(storage),
  };
}

const R2 = `${"0a".repeat(16)}.r2.cloudflarestorage.com`;

describe("a server of S3's protocol", () => {
  // What each vendor documents: the endpoint, and the region that requests are signed for, if it is checked.
  it.each([
    ["s3.eu-central-1.amazonaws.com", "AWS", "eu-central-1"],
    ["s3.dualstack.eu-west-1.amazonaws.com", "AWS", "eu-west-1"],
    ["s3-us-gov-west-1.amazonaws.com", "AWS", "us-gov-west-1"],
    ["s3.cn-north-1.amazonaws.com.cn:443", "AWS", "cn-north-1"],
    ["bucket.vpce-0a1b-c2.s3.eu-central-1.vpce.amazonaws.com", "AWS", "eu-central-1"],
    ["s3.eu-central-1.wasabisys.com", "Other", "eu-central-1"],
    ["s3.fr-par.scw.cloud", "Other", "fr-par"],
    ["s3.eu-central-003.backblazeb2.com", "Other", "eu-central-003"],
    ["s3.gra.io.cloud.ovh.net", "Other", "gra"],
    ["fra1.digitaloceanspaces.com", "Other", undefined],
    ["fsn1.your-objectstorage.com", "Other", undefined],
    ["minio.minio.svc:9000", "Other", undefined],
    ["rook-ceph-rgw-store.rook-ceph.svc", "Other", undefined],
    [R2, "Other", undefined],
    // The names of others need not have a region where Amazon has one.
    ["s3.storage.dealer.io", "Other", undefined],
  ])("at %s is asked as itself, for the region in its name", (endpoint, provider, region) => {
    const { thanos, rclone, addresses } = rendered({ type: "s3", bucket: "samples", endpoint });
    expect(thanos).toMatchObject({ bucket: "samples", endpoint, bucket_lookup_type: "auto" });
    expect(rclone.RCLONE_CONFIG_STORE_PROVIDER).toBe(provider);
    expect(rclone.RCLONE_CONFIG_STORE_ENDPOINT).toBe(`https://${endpoint}`);
    expect(rclone.RCLONE_CONFIG_STORE_REGION).toBe(region);
    const [host, port = "443"] = endpoint.split(":");
    expect(addresses).toEqual([{ host, port: Number(port) }]);
  });

  it("is asked for the region that the stack sets, whatever its name", () => {
    for (const [endpoint, region] of [
      [R2, "auto"],
      ["minio.minio.svc:9000", "us-east-1"],
      ["s3.amazonaws.com", "eu-central-1"],
    ] as const) {
      const { thanos, rclone } = rendered({ type: "s3", bucket: "samples", endpoint, region });
      expect([thanos.region, rclone.RCLONE_CONFIG_STORE_REGION]).toEqual([region, region]);
    }
  });

  it("may need the bucket in the path, and no TLS", () => {
    const { thanos, rclone, addresses } = rendered({
      type: "s3",
      bucket: "samples",
      endpoint: "minio.minio.svc",
      lookup: "path",
      insecure: true,
    });
    expect(thanos).toMatchObject({ bucket_lookup_type: "path", insecure: true });
    expect(rclone.RCLONE_CONFIG_STORE_FORCE_PATH_STYLE).toBe("true");
    expect(rclone.RCLONE_CONFIG_STORE_ENDPOINT).toBe("http://minio.minio.svc");
    expect(addresses).toEqual([{ host: "minio.minio.svc", port: 80 }]);
  });
});

it("Google's and Azure's storage need no endpoint", () => {
  const google = rendered({ type: "gcs", bucket: "samples" });
  expect(google.thanos).toMatchObject({ bucket: "samples" });
  expect(google.rclone.RCLONE_CONFIG_STORE_TYPE).toBe("google cloud storage");
  const azure = rendered({ type: "azure", account: "dealer", container: "samples" });
  expect(azure.thanos).toMatchObject({
    storage_account: "dealer",
    container: "samples",
    endpoint: "blob.core.windows.net",
  });
  expect(azure.rclone.RCLONE_CONFIG_STORE_ENDPOINT).toBe("https://dealer.blob.core.windows.net");
});
