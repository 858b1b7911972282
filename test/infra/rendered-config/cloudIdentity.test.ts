import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { networkSettings, peerOf } from "../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../infra/kubernetes/network/policies";
import { plan } from "../../../infra/plan";
import { objectStorageConfig } from "../../../infra/rendered-config/objectStorage";
import { rcloneConfig, rcloneVariables } from "../../../infra/rendered-config/rclone";
import { remoteWriteConfig } from "../../../infra/rendered-config/remoteWrite";
import { toYaml } from "../../../infra/rendered-config/yaml";
import { objectStorageSettings } from "../../../infra/settings/objectStorage";
import { remoteWriteSettings } from "../../../infra/settings/remoteWrite";
import { neededSecrets } from "../../../infra/settings/secrets";
import { gateOf, type Party } from "../../support/network/reach";
import { promtool } from "../../support/promtool";
import { settings } from "../../support/stacks";

const ID = "4513b7ea-3b91-438f-b7e4-e3e54af91470";
const ROLE = "arn:aws:iam::123456789012:role/metrics";
const url = "https://metrics.dealer.io/api/v1/write";

const WRITES = remoteWriteSettings.parse([
  { name: "aws", url, auth: { type: "sigv4", region: "eu-central-1", roleArn: ROLE } },
  { name: "azure", url, auth: { type: "azureAd", clientId: ID, tenantId: ID } },
  { name: "node", url, auth: { type: "azureAd", by: "managedIdentity", clientId: ID } },
  { name: "google", url, auth: { type: "googleIam" } },
]);

describe("remote write", () => {
  const written = WRITES.map((each) =>
    remoteWriteConfig(each, { environment: "prod", replicated: false }),
  );

  it("authenticates with the pod's identity, in each cloud's format", () => {
    expect(written).toMatchObject([
      { sigv4: { region: "eu-central-1", role_arn: ROLE } },
      { azuread: { cloud: "AzurePublic", workload_identity: { client_id: ID, tenant_id: ID } } },
      { azuread: { cloud: "AzurePublic", managed_identity: { client_id: ID } } },
      { google_iam: {} },
    ]);
    for (const each of written) {
      expect(each).not.toHaveProperty("basic_auth");
      expect(each).not.toHaveProperty("authorization");
    }
  });

  it("passes promtool's check", () => {
    const folder = mkdtempSync(join(tmpdir(), "identity-"));
    try {
      const path = join(folder, "prometheus.yml");
      writeFileSync(path, toYaml({ remote_write: written }));
      const said = execFileSync(promtool(), ["check", "config", path], { encoding: "utf8" });
      expect(said).toContain("SUCCESS");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const BUCKETS = {
  s3: {
    type: "s3",
    bucket: "samples",
    endpoint: "s3.eu-central-1.amazonaws.com",
    region: "eu-central-1",
  },
  gcs: { type: "gcs", bucket: "samples" },
  azure: { type: "azure", account: "samples", container: "samples" },
} as const;

describe.each(Object.entries(BUCKETS))("a bucket of type %s", (type, bucket) => {
  const storage = objectStorageSettings.parse({ ...bucket, credentials: "workloadIdentity" });

  it("needs no key in any file with workload identity", () => {
    const { config } = objectStorageConfig(storage, {});
    expect(Object.keys(config).filter((key) => /key|account$/.test(key))).toEqual(
      type === "azure" ? ["storage_account"] : [],
    );
    expect(rcloneConfig(storage, {})).toBe("[store]\n");
    expect(rcloneVariables(storage)).toMatchObject({ RCLONE_CONFIG_STORE_ENV_AUTH: "true" });
    expect(rcloneVariables(objectStorageSettings.parse(bucket))).not.toHaveProperty(
      "RCLONE_CONFIG_STORE_ENV_AUTH",
    );
  });
});

describe("a stack with workload identities", () => {
  const at = (address: string): Party => ({ kind: "outsider", address });
  const stackOf = (overrides: NonNullable<Parameters<typeof settings>[1]>) => {
    const config = settings("prod", overrides);
    const parts = plan(config);
    const policies = networkPolicies(parts, networkSettings(config));
    return {
      needed: neededSecrets(config),
      asks: (server: "prometheus" | "thanosStore" | "backupGrafana", to: string, port: number) =>
        gateOf(
          policies,
          { ...peerOf(parts[server]!), kind: "pod" },
          "Egress",
          false,
        )(at(to), {
          protocol: "TCP",
          port,
        }),
    };
  };

  it("needs no bucket keys, and may reach the node's pod identity agent", () => {
    const byKeys = stackOf({});
    const byPods = stackOf({ objectStorage: { credentials: "workloadIdentity" } as never });
    expect(byKeys.needed.filter((key) => key.startsWith("objectStorage"))).toHaveLength(2);
    expect(byPods.needed.filter((key) => key.startsWith("objectStorage"))).toEqual([]);
    for (const server of ["prometheus", "thanosStore", "backupGrafana"] as const) {
      expect(byPods.asks(server, "169.254.170.23", 80)).toBe(true);
      expect(byKeys.asks(server, "169.254.170.23", 80)).toBe(false);
      expect(byPods.asks(server, "169.254.169.254", 80)).toBe(false);
    }
  });

  it("lets Prometheus reach both addresses of Google's metadata server", () => {
    const { asks } = stackOf({ remoteWrite: [{ name: "a", url, auth: { type: "googleIam" } }] });
    expect(asks("prometheus", "169.254.169.254", 80)).toBe(true);
    expect(asks("prometheus", "169.254.169.252", 988)).toBe(true);
    expect(asks("thanosStore", "169.254.169.254", 80)).toBe(false);
  });
});
