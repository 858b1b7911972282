import { keysOf } from "../../../infra/kubernetes/secret";
import { remoteWriteConfig } from "../../../infra/rendered-config/remoteWrite";
import type { StackInput } from "../../../infra/settings";
import { plan } from "../../../infra/plan";
import { renderStack } from "../../../tools/render/render";
import { settings } from "../../support/stacks";
import { AUTHORITY_PEM as PEM } from "../../support/certificate";

const remoteWrite: NonNullable<StackInput["remoteWrite"]> = [
  {
    name: "mimir",
    url: "https://mimir.example/api/v1/push",
    auth: { type: "basic", username: "me" },
    tls: { certificateAuthority: PEM, certificate: PEM, serverName: "mimir.internal" },
    tenant: "cars",
    replicaLabel: "__replica__",
    keep: ["slo:*", "up"],
    drop: ["slo:bad*"],
  },
  {
    name: "other",
    url: "https://other.example/write",
    auth: { type: "bearer" },
    protocol: 2,
    sendExemplars: true,
  },
];
const oauth2: NonNullable<StackInput["remoteWrite"]>[number] = {
  name: "third",
  url: "https://third.example/receive",
  auth: {
    type: "oauth2",
    clientId: "prometheus",
    tokenUrl: "https://login.example:8443/token",
    scopes: ["metrics"],
    audience: "third",
    certificateAuthority: PEM,
  },
};
const config = settings("dev", { remoteWrite });
const [mimir, other] = config.remoteWrite;
const sender = { environment: "dev", replicated: true };

it("refers to its secrets by file", () => {
  expect(remoteWriteConfig(mimir!, sender)).toMatchObject({
    basic_auth: { username: "me", password_file: "/etc/secrets/remote-write-mimir-password" },
    tls_config: {
      ca_file: "remote-write-mimir-authority.pem",
      cert_file: "remote-write-mimir-certificate.pem",
      key_file: "/etc/secrets/remote-write-mimir-key",
      server_name: "mimir.internal",
    },
    headers: { "X-Scope-OrgID": "cars" },
  });
  expect(remoteWriteConfig(other!, sender).authorization).toEqual({
    type: "Bearer",
    credentials_file: "/etc/secrets/remote-write-other-token",
  });
});

describe("with client credentials", () => {
  const [third] = settings("dev", { remoteWrite: [oauth2] }).remoteWrite;
  const credentials = {
    client_id: "prometheus",
    client_secret_file: "/etc/secrets/remote-write-third-client-secret",
    token_url: "https://login.example:8443/token",
    scopes: ["metrics"],
    endpoint_params: { audience: "third" },
    tls_config: { ca_file: "remote-write-third-issuer-authority.pem" },
  };

  it("gets tokens with a secret from a file", () => {
    expect(remoteWriteConfig(third!, sender).oauth2).toEqual(credentials);
  });

  it("gets them through the proxy, too", () => {
    const proxy = { url: "http://proxy.example:3128", noProxy: ["10.0.0.1"] };
    expect(remoteWriteConfig(third!, { ...sender, proxy }).oauth2).toEqual({
      ...credentials,
      proxy_url: "http://proxy.example:3128",
      no_proxy: "10.0.0.1",
    });
  });

  it("may reach whoever issues them", () => {
    const { prometheus } = plan(settings("dev", { remoteWrite: [oauth2] }));
    expect(prometheus.egress).toEqual(
      expect.arrayContaining([
        { kind: "address", host: "third.example", port: 443 },
        { kind: "address", host: "login.example", port: 8443 },
      ]),
    );
    expect(keysOf(prometheus.secret!)).toEqual(["remote-write-third-client-secret"]);
  });
});

it("applies `keep` and `drop`, and renames the replica label to `replicaLabel`", () => {
  const { write_relabel_configs } = remoteWriteConfig(mimir!, sender);
  expect(write_relabel_configs).toEqual([
    { action: "keep", source_labels: ["__name__"], regex: "slo:.*|up" },
    { action: "drop", source_labels: ["__name__"], regex: "slo:bad.*" },
    { source_labels: ["prometheus_replica"], target_label: "__replica__" },
    { target_label: "cluster", replacement: "dev" },
    { action: "labeldrop", regex: "prometheus_replica" },
  ]);
  expect(remoteWriteConfig(other!, sender)).not.toHaveProperty("write_relabel_configs");
});

it("requests protocol 2, without the native histogram option that it does not need", () => {
  const second = remoteWriteConfig(other!, sender);
  expect(second.protobuf_message).toBe("io.prometheus.write.v2.Request");
  expect(second).not.toHaveProperty("send_native_histograms");
});

it("lets Prometheus reach the remote endpoints, with their secrets and exemplar storage", () => {
  const { prometheus } = plan(config);
  expect(prometheus.egress).toEqual(
    expect.arrayContaining([
      { kind: "address", host: "mimir.example", port: 443 },
      { kind: "address", host: "other.example", port: 443 },
    ]),
  );
  expect(keysOf(prometheus.secret!)).toEqual([
    "remote-write-mimir-password",
    "remote-write-mimir-key",
    "remote-write-other-token",
  ]);
  const { args } = prometheus.resource.spec.template.spec!.containers[0]!;
  expect(args).toContain("--enable-feature=exemplar-storage");
});

it("puts no secret into a ConfigMap or on a command line", async () => {
  const secrets = {
    "remoteWritePassword-mimir": "sesame-one",
    "remoteWriteTlsKey-mimir": "sesame-two",
    "remoteWriteToken-other": "sesame-three",
    objectStorageAccessKey: "sesame-four",
    objectStorageSecretKey: "sesame-five",
  };
  const { objects } = await renderStack("dev", {
    overrides: {
      remoteWrite,
      thanos: {},
      objectStorage: { type: "s3", bucket: "samples", endpoint: "s3.example" },
    },
    secrets,
  });
  const holding = (text: string) =>
    objects.filter((object) => JSON.stringify(object).includes(text));
  for (const value of Object.values(secrets)) {
    expect(holding(value).length).toBeGreaterThan(0);
    expect(holding(value).filter(({ kind }) => kind !== "Secret")).toEqual([]);
  }
});
