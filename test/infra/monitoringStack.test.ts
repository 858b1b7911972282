import * as pulumi from "@pulumi/pulumi";

import { alertmanagerServer } from "../../infra/components/alertmanager";
import { redisExporterServer } from "../../infra/components/redisExporter";
import { WorkloadComponent } from "../../infra/components/workloadComponent";
import type { Workload } from "../../infra/kubernetes/server";
import { secretValues } from "../../infra/secretValues";
import type { StackSecrets } from "../../infra/settings/secrets";
import { REDIS_USERS } from "../../infra/settings/redisUsers";
import { given } from "../../infra/settings/secretSources";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { MonitoringStack } from "../../infra/monitoringStack";
import { plan } from "../../infra/plan";
import { settingsOf } from "../../tools/render/render";
import { only, registered, resourcesOf } from "../support/mocks";
import { settings } from "../support/stacks";

const GIVEN = {
  pagerdutyRoutingKey: "key",
  slackWebhookUrl: "https://hooks.example",
  smtpPassword: "password",
  watchdogUrl: "https://watchdog.example",
};
const TIMES = scaledTimes(1);

const component = (workload: Workload, secrets: StackSecrets) =>
  new WorkloadComponent(workload, { valueOf: secretValues({ given: secrets }) });

const components = (resources: readonly string[]) =>
  resources
    .filter((line) => line.startsWith("autodealgenie:"))
    .map((line) => line.split(":").at(-1));

describe("the program", () => {
  it("deploys the application, its data services and their monitoring in dev", async () => {
    const resources = await resourcesOf(
      () => new MonitoringStack("autodealgenie", { settings: settings("dev"), secrets: GIVEN }),
    );
    const servers = Object.values(plan(settings("dev"))).map(
      ({ type, resource }) => `${type} ${resource.metadata.name}`,
    );
    expect(servers).toEqual(
      expect.arrayContaining(["Backend backend", "Postgres postgres", "Prometheus prometheus"]),
    );
    expect(components(resources)).toEqual(
      [
        ...servers,
        "MonitorCrd monitor-crd",
        "MonitoringStack autodealgenie",
        "Namespaces namespaces",
        "NetworkPolicies network-policies",
        "VolumeClaims volume-claims",
      ].sort(),
    );
  });

  it("deploys no data services in prod and generates no passwords for them", async () => {
    const external = {
      ...GIVEN,
      postgresAppPassword: "a",
      postgresExporterPassword: "b",
      redisBackendPassword: "c",
      redisExporterPassword: "d",
      vehicleApiKey: "e",
      llmApiKey: "f",
      grafanaDatabasePassword: "g",
      genericOauthClientSecret: "h",
      objectStorageAccessKey: "i",
      objectStorageSecretKey: "j",
    };
    const resources = await resourcesOf(
      () => new MonitoringStack("autodealgenie", { settings: settings("prod"), secrets: external }),
    );
    expect(components(resources)).not.toContain("Postgres postgres");
    expect(components(resources)).not.toContain("Redis redis");
    expect(resources.filter((line) => line.startsWith("random:"))).toEqual([
      "random:index/randomPassword:RandomPassword grafana-admin",
      "random:index/randomPassword:RandomPassword grafana-secret-key",
      "random:index/randomPassword:RandomPassword jwt-secret",
    ]);
  });

  it("installs the CRD unless the cluster has it", async () => {
    const config = settings("dev", { installCrds: false });
    expect(
      components(
        await resourcesOf(
          () => new MonitoringStack("autodealgenie", { settings: config, secrets: GIVEN }),
        ),
      ),
    ).not.toContain("MonitorCrd monitor-crd");
  });

  it("generates passwords of letters and digits only, which need no quoting", async () => {
    const resources = await registered(
      () => new MonitoringStack("autodealgenie", { settings: settings("dev"), secrets: GIVEN }),
    );
    const passwords = resources.filter(({ type }) => type.startsWith("random:"));
    expect(passwords).toHaveLength(7);
    expect(passwords.map(({ inputs }) => inputs)).toEqual(
      passwords.map(() => ({ length: 32, special: false })),
    );
  });

  it("changes ConfigMaps and Secrets in place", async () => {
    const resources = await registered(
      () => new MonitoringStack("autodealgenie", { settings: settings("dev"), secrets: GIVEN }),
    );
    const providers = resources.filter(({ type }) => type === "pulumi:providers:kubernetes");
    expect(Object.fromEntries(providers.map(({ name, inputs }) => [name, inputs]))).toEqual({
      kubernetes: { enableConfigMapMutable: "true", enableSecretMutable: "true" },
      "kubernetes-claims": { upsertExistingObjects: "true" },
    });
  });
});

describe("the entry point", () => {
  it("reads settings and secrets from the stack's configuration", async () => {
    const { pagerdutyRoutingKey, slackWebhookUrl, smtpPassword, watchdogUrl } = GIVEN;
    const secrets = { pagerdutyRoutingKey, slackWebhookUrl, smtpPassword, watchdogUrl };
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(settingsOf("dev")),
      ...Object.fromEntries(
        Object.entries(secrets).map(([key, value]) => [`autodealgenie:${key}`, value]),
      ),
    });
    const resources = await registered(() => jest.requireActual<object>("../../infra"));
    const alertmanager = resources.find(
      ({ type, name }) => type === "kubernetes:core/v1:Secret" && name === "alertmanager",
    );
    expect(alertmanager!.inputs.stringData).toEqual({
      "pagerduty-routing-key": pagerdutyRoutingKey,
      "slack-webhook-url": slackWebhookUrl,
      "smtp-password": smtpPassword,
      "watchdog-url": watchdogUrl,
    });
  });
});

describe("Alertmanager", () => {
  const server = alertmanagerServer({
    image: "alertmanager:1",
    url: "http://alertmanager.example",
    config: alertmanagerConfig(settings("dev").notifications, TIMES),
    secrets: { "slack-webhook-url": given("slackWebhookUrl") },
    receivers: [],
    times: TIMES,
    replicas: 1,
    graceSeconds: 30,
    storage: "5Gi",
    storageClass: "fast",
  });
  const secrets = { slackWebhookUrl: "https://hooks.example" };

  it("consists of the expected resources only", async () => {
    expect(await resourcesOf(() => component(server, secrets))).toEqual([
      "autodealgenie:monitoring:Alertmanager alertmanager",
      "kubernetes:apps/v1:StatefulSet alertmanager",
      "kubernetes:core/v1:ConfigMap alertmanager-config",
      "kubernetes:core/v1:ConfigMap alertmanager-templates",
      "kubernetes:core/v1:Secret alertmanager",
      "kubernetes:core/v1:Service alertmanager",
      "kubernetes:core/v1:ServiceAccount alertmanager",
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor alertmanager",
    ]);
  });

  it("stores its silences on a volume of the configured size and class", async () => {
    const created = await registered(() => component(server, secrets));
    const claim = {
      metadata: { name: "data" },
      spec: { storageClassName: "fast", resources: { requests: { storage: "5Gi" } } },
    };
    expect(only(created, "kubernetes:apps/v1:StatefulSet")).toMatchObject({
      spec: { volumeClaimTemplates: [claim] },
    });
  });

  it("fails to register if a secret that it reads is missing", async () => {
    await expect(registered(() => component(server, {}))).rejects.toThrow(
      "A secret has no value: slackWebhookUrl is not set.",
    );
  });
});

describe("RedisExporter", () => {
  it("gets its password only from a file", async () => {
    const server = redisExporterServer({
      image: "redis_exporter:1",
      redis: {
        host: "redis.example",
        port: 6379,
        tls: false,
        users: REDIS_USERS,
        passwords: {
          backend: given("redisBackendPassword"),
          exporter: given("redisExporterPassword"),
        },
      },
      times: TIMES,
    });
    const created = await registered(() => component(server, { redisExporterPassword: "sesame" }));
    expect(only(created, "kubernetes:core/v1:Secret").stringData).toEqual({
      // It does not say which version the image is.
      "passwords.json":
        '{"redis://redis.example:6379":"sesame","redis://exporter@redis.example:6379":"sesame"}',
    });
    expect(JSON.stringify(only(created, "kubernetes:apps/v1:Deployment"))).not.toContain("sesame");
  });
});
