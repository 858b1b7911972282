import * as pulumi from "@pulumi/pulumi";

import { parseConfig, type StackInput } from "../../../infra/settings";
import { zoneFaults } from "../../../infra/settings/crossChecks";
import { isQuantity, mebibytesOf } from "../../../infra/settings/quantity";
import { neededSecrets, readSecrets } from "../../../infra/settings/secrets";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { settings } from "../../support/stacks";
import { AUTHORITY_PEM as CERTIFICATE } from "../../support/certificate";

/** The error for some settings. */
function refusal(stack: "dev" | "prod", overrides: object): string {
  try {
    parseConfig(merged(settingsOf(stack), overrides), `Pulumi.${stack}.yaml`);
  } catch (error) {
    expect(error).toBeInstanceOf(pulumi.RunError);
    return (error as Error).message;
  }
  throw new Error("These settings were accepted.");
}

describe("a stack's settings", () => {
  it("are complete in both stack files", () => {
    expect(settings("dev").environment).toBe("dev");
    expect(settings("prod").environment).toBe("prod");
  });

  it("are rejected with all mistakes at once and where to correct them", () => {
    const message = refusal("dev", {
      prometheus: { retention: "forever", storage: "20" },
      alertmanager: { storge: "1Gi" },
      grafana: { url: "grafana" },
    });
    expect(message.split("\n")).toEqual([
      "Pulumi.dev.yaml has mistakes under autodealgenie:monitoring:",
      '  prometheus.storage: must be a size such as 512Mi or 20Gi, got "20": the unit is missing, as in 20Mi or 20Gi',
      '  prometheus.retention: must be a duration such as 1d, got "forever"',
      '  alertmanager.storge: is not a setting here (url, replicas, storage, graceSeconds), got "1Gi": did you mean storage?',
      '  grafana.url: must be a URL such as https://grafana.example.com, got "grafana"',
      "Correct them in Pulumi.dev.yaml. docs/configuration.md lists every setting and its default.",
    ]);
  });

  it.each([
    ["a time scale other than 1", { timeScale: 10 }, "timeScale: must be 1 in prod, got 10"],
    ["a missing PostgreSQL host", { postgres: { host: null } }, "postgres.host:"],
    [
      "cookies without TLS",
      { backend: { cookieSecure: false } },
      "backend.cookieSecure: must be true",
    ],
    [
      "plain HTTP to the vehicle API",
      { backend: { vehicleApi: { url: "http://vehicles.example" } } },
      "backend.vehicleApi.url: must be https in prod, got http://vehicles.example",
    ],
    [
      "plain HTTP to the language model",
      { backend: { llm: { baseUrl: "http://llm.example/v1" } } },
      "backend.llm.baseUrl: must be https in prod, got http://llm.example/v1",
    ],
  ])("of prod reject %s", (_, overrides, fault) => {
    expect(refusal("prod", overrides)).toContain(fault);
  });

  it("of prod require the host of each data service", () => {
    const own = { ...(settingsOf("prod") as object), postgres: {}, redis: {} };
    expect(() => parseConfig(own, "Pulumi.prod.yaml")).toThrow(
      /postgres\.host: must name[^]*redis\.host: must name/,
    );
  });

  it("of prod require the namespace of the ingress controller", () => {
    const closed = { ...(settingsOf("prod") as object), network: {} };
    expect(() => parseConfig(closed, "Pulumi.prod.yaml")).toThrow(
      "network.ingressNamespace: must name the namespace of the ingress controller in prod, and is missing",
    );
  });

  it("reject a time scale that leaves fractions of a millisecond", () => {
    expect(refusal("dev", { timeScale: 7 })).toContain(
      "must be 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50",
    );
  });

  it("reject a volume that the write-ahead log would fill", () => {
    expect(refusal("dev", { prometheus: { storage: "512Mi" } })).toContain(
      "at least 1024Mi, got 512Mi",
    );
  });

  it("reject values that keep an alert from ever firing", () => {
    const llm = { baseUrl: "https://llm.example/v1", model: "some-model", timeoutSeconds: 4 };
    expect(refusal("dev", { backend: { llm } })).toContain(
      "alerts.LLMSlow.limit: must be below backend.llm.timeoutSeconds, 4, got 5",
    );
    expect(refusal("dev", { workingHours: { fromHour: 9, toHour: 13 } })).toContain(
      "workingHours: must be longer than NoDealsCreated's window and for, 4h and 30m, got 9 to 13",
    );
  });

  it("reject an unknown time zone with a suggestion, and an invalid or repeated holiday", () => {
    expect(refusal("dev", { workingHours: { timeZone: "Europe/Berln" } })).toContain(
      'workingHours.timeZone: must be a time zone such as UTC or America/New_York (Europe/Berlin?), got "Europe/Berln"',
    );
    expect(refusal("dev", { workingHours: { holidays: ["2026-02-30"] } })).toContain(
      'workingHours.holidays.0: must be a day such as 2026-12-25, got "2026-02-30"',
    );
    // Pulumi's text for an unquoted date.
    const unquoted = { workingHours: { holidays: ["2026-12-25 00:00:00 +0000 UTC"] } };
    expect(settings("dev", unquoted).workingHours.holidays).toEqual(["2026-12-25"]);
    expect(refusal("dev", { workingHours: { holidays: ["2026-12-25", "2026-12-25"] } })).toContain(
      "workingHours.holidays: must name each day once",
    );
  });

  it("reject a time zone with daylight saving a year before the rules' last known change", () => {
    const faults = (timeZone: string, now: string) => {
      const { workingHours } = settings("dev", { workingHours: { timeZone } });
      return [...zoneFaults({ workingHours }, Date.parse(now))].map(({ message }) => message);
    };
    expect(faults("Europe/Berlin", "2036-12-01")).toEqual([]);
    expect(faults("Europe/Berlin", "2037-02-01")).toEqual([
      expect.stringContaining("until 2038-01-01; raise ZONES_KNOWN"),
    ]);
    expect(faults("Asia/Kolkata", "2037-02-01")).toEqual([]);
  });

  it("do not reveal a misplaced secret in the error message", () => {
    const message = refusal("dev", {
      slackWebhookUrl: "https://hooks.example/T0/B0/sesame",
      prometheus: { url: "https://me:sesame@prometheus.example" },
    });
    expect(message).toContain("slackWebhookUrl: is a secret, and would be readable here");
    expect(message).toContain(
      'prometheus.url: must be a URL such as https://grafana.example.com, got "https://[secret]@prometheus.example"',
    );
    expect(message).not.toContain("sesame");
  });

  it("lose the trailing slash of a URL", () => {
    expect(settings("dev", { grafana: { url: "https://grafana.example/" } }).grafana.url).toBe(
      "https://grafana.example",
    );
  });
});

describe("the required secrets", () => {
  it("are only the receivers' if the stack generates all others", () => {
    expect(neededSecrets(settings("dev"))).toEqual([
      "pagerdutyRoutingKey",
      "slackWebhookUrl",
      "watchdogUrl",
      "smtpPassword",
    ]);
  });

  it("include those of external data services", () => {
    expect(neededSecrets(settings("prod"))).toEqual(
      expect.arrayContaining([
        "postgresAppPassword",
        "postgresExporterPassword",
        "redisBackendPassword",
        "redisExporterPassword",
      ]),
    );
  });

  it("include the keys of only those APIs that the backend calls", () => {
    expect(neededSecrets(settings("prod"))).toEqual(
      expect.arrayContaining(["vehicleApiKey", "llmApiKey"]),
    );
    const backend = { llm: { baseUrl: "http://llm.lab/v1", model: "m" } };
    const needed = neededSecrets(settings("dev", { backend }));
    expect(needed).toContain("llmApiKey");
    expect(needed).not.toContain("vehicleApiKey");
  });

  it("include those of the bucket and of remote write, depending on their types", () => {
    const remoteWrite: StackInput["remoteWrite"] = [
      { name: "a", url: "https://a.example", auth: { type: "basic", username: "me" } },
      { name: "b", url: "https://b.example", auth: { type: "bearer" } },
      { name: "c", url: "https://c.example", tls: { certificate: CERTIFICATE } },
    ];
    const needed = (objectStorage: StackInput["objectStorage"]) =>
      neededSecrets(settings("dev", { thanos: {}, objectStorage, remoteWrite })).slice(4);
    const written = ["remoteWritePassword-a", "remoteWriteToken-b", "remoteWriteTlsKey-c"];
    expect(needed({ type: "s3", bucket: "samples", endpoint: "s3.example" })).toEqual([
      "objectStorageAccessKey",
      "objectStorageSecretKey",
      ...written,
    ]);
    expect(needed({ type: "gcs", bucket: "samples" })).toEqual([
      "objectStorageServiceAccount",
      ...written,
    ]);
    expect(needed({ type: "azure", account: "samples", container: "samples" })).toEqual([
      "objectStorageAccountKey",
      ...written,
    ]);
  });

  it("exclude the SMTP password if no user name is set", () => {
    const config = settings("dev");
    const email = { ...config.notifications.email!, username: undefined };
    const open = { ...config, notifications: { ...config.notifications, email } };
    expect(neededSecrets(open)).not.toContain("smtpPassword");
  });

  it("are all reported at once if missing, each with the command that sets it", async () => {
    await pulumi.runtime.setMocks(
      { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
      "autodealgenie",
      "staging",
    );
    pulumi.runtime.setAllConfig({ "autodealgenie:slackWebhookUrl": "https://hooks.example" });
    const config = new pulumi.Config("autodealgenie");
    expect(() => readSecrets(config, settings("dev"))).toThrow(
      [
        "Stack staging is missing 3 of 4 secrets: pagerdutyRoutingKey, watchdogUrl, smtpPassword. Set them with",
        "  pulumi config set --secret pagerdutyRoutingKey --stack staging",
        "  pulumi config set --secret watchdogUrl --stack staging",
        "  pulumi config set --secret smtpPassword --stack staging",
      ].join("\n"),
    );
  });
});

describe("a size", () => {
  it("counts in powers of 1024", () => {
    expect([mebibytesOf("512Mi"), mebibytesOf("20Gi"), mebibytesOf("1Ti")]).toEqual([
      512, 20480, 1048576,
    ]);
  });

  it.each(["20", "20GB", "0Gi", "-1Gi", "1.5Gi", 20])("must not be %p", (value) => {
    expect(isQuantity(value)).toBe(false);
  });
});

describe("the alert settings of a stack", () => {
  it("override only the values that they set", () => {
    const { alerts } = settings("dev", {
      alerts: { HighErrorRate: { limit: 0.02, for: "2m" }, DiskSpaceLow: { severity: "warning" } },
    });
    expect(alerts.HighErrorRate).toEqual({
      limit: 0.02,
      window: "5m",
      for: "2m",
      severity: "critical",
    });
    expect(alerts.DiskSpaceLow).toEqual({ limit: 0.1, for: "5m", severity: "warning" });
    expect(alerts.RedisDown).toEqual(settings("dev").alerts.RedisDown);
  });

  it.each([
    [{ HighErorRate: { limit: 0.02 } }, "HighErorRate"],
    [{ ServiceDown: { limit: 1 } }, "limit"],
    [{ HighErrorRate: { limit: 0 } }, "alerts.HighErrorRate.limit: must be above 0"],
    [{ HighErrorRate: { for: "soon" } }, "alerts.HighErrorRate.for: must be a duration"],
    [{ HighErrorRate: { severity: "page" } }, "alerts.HighErrorRate.severity"],
  ])("are rejected by name if they are invalid: %j", (alerts, message) => {
    expect(refusal("dev", { alerts })).toContain(message);
  });
});
