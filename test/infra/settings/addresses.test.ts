import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { parseConfig, readConfig } from "../../../infra/settings";
import { deployedPlaceholderFaults, placeholderFaults } from "../../../infra/settings/placeholders";
import { StackSchema } from "../../../infra/settings/schema";
import { faultsOf, wording } from "../../../infra/settings/wording";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

/** The schema's errors for some changes to prod's settings. */
function told(overrides: object): readonly string[] {
  const { error } = StackSchema.safeParse(merged(settingsOf("prod"), overrides), {
    error: wording,
    reportInput: true,
  });
  return faultsOf(error?.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
}

const vehicles = (url: string) => told({ backend: { vehicleApi: { url } } });
const llm = (baseUrl: string) => told({ backend: { llm: { baseUrl, model: "m" } } });
const genie = (url: string) => told({ notifications: { opsgenie: { url } } });
const pager = (url: string) => told({ notifications: { pagerduty: { url } } });

describe("the address of an API", () => {
  it.each([
    [vehicles, "/v2", "backend.vehicleApi.url", "/v2/search/car/active"],
    [vehicles, "/v2/search", "backend.vehicleApi.url", "/v2/search/car/active"],
    [vehicles, "/v2/search/car/active", "backend.vehicleApi.url", "/v2/search/car/active"],
    [llm, "/chat/completions", "backend.llm.baseUrl", "/chat/completions"],
    [llm, "/chat", "backend.llm.baseUrl", "/chat/completions"],
    [llm, "/completions", "backend.llm.baseUrl", "/chat/completions"],
    [llm, "/models", "backend.llm.baseUrl", "/chat/completions"],
    [genie, "/v2/alerts", "notifications.opsgenie.url", "/v2/alerts"],
    [genie, "/v2", "notifications.opsgenie.url", "/v2/alerts"],
  ] as const)(
    "must not end in a path that is appended to it: %p %s",
    (ask, ending, path, added) => {
      fc.assert(
        fc.property(
          fc.constantFrom(
            "https://api.dealer.io",
            "https://dealer.io:8443",
            "https://a.io/proxy/v1",
          ),
          fc.constantFrom("", "/", "//"),
          (base, slashes) => {
            expect(ask(base)).toEqual([]);
            expect(ask(`${base}/`)).toEqual([]);
            expect(ask(`${base}${ending}${slashes}`)).toEqual([
              `${path}: must not end in ${ending}, because ${added} is added to it: ${base}, got "${base}${ending}"`,
            ]);
          },
        ),
      );
    },
  );

  it.each([
    ["https://api.openai.com", "/v1"],
    ["https://eu.api.openai.com", "/v1"],
    ["https://api.mistral.ai", "/v1"],
    ["https://api.groq.com", "/openai/v1"],
    ["https://openrouter.ai", "/api/v1"],
    ["https://generativelanguage.googleapis.com", "/v1beta/openai"],
    ["https://cars.openai.azure.com", "/openai/v1"],
    ["https://cars.services.ai.azure.com", "/openai/v1"],
    ["https://ollama.dealer.io:11434", "/v1"],
  ])("must have the path of the language model's API on %s", (host, root) => {
    expect(llm(`${host}${root}`)).toEqual([]);
    expect(llm(`${host}${root}/more`)).toEqual([]);
    const parts = root.split("/").slice(1);
    const begun = parts.map((_, count) =>
      parts
        .slice(0, count)
        .map((part) => `/${part}`)
        .join(""),
    );
    for (const path of [...begun, "/openai/deployments/gpt", `${root}beta`]) {
      expect(llm(`${host}${path}`)).toEqual([
        `backend.llm.baseUrl: must be ${host}${root}, the base URL of its API, got "${host}${path}"`,
      ]);
    }
  });

  it("may have other paths", () => {
    for (const url of [
      "https://openrouter.ai/api/v1",
      "https://a.io/v1beta/openai",
      "https://a.io/mychat",
    ]) {
      expect(llm(url)).toEqual([]);
    }
    expect(vehicles("https://marketcheck-prod.apigee.net")).toEqual([]);
    expect(vehicles("https://a.io/apiv2")).toEqual([]);
  });

  it("must end in /v2/enqueue for PagerDuty's hosts", () => {
    for (const host of ["events.pagerduty.com", "events.eu.pagerduty.com"]) {
      expect(pager(`https://${host}/v2/enqueue`)).toEqual([]);
      for (const path of [
        "",
        "/",
        "/v2",
        "/v2/enqueue/more",
        "/generic/2010-04-15/create_event.json",
      ]) {
        expect(pager(`https://${host}${path}`)).toEqual([
          expect.stringContaining("notifications.pagerduty.url: must end in /v2/enqueue"),
        ]);
      }
    }
    expect(pager("https://pager.dealer.io/any")).toEqual([]);
  });
});

/** Settings that contain an address. */
const PLACES: readonly ((host: string) => readonly [path: string, overrides: object])[] = [
  (host) => ["grafana.url", { grafana: { url: `https://${host}` } }],
  (host) => ["prometheus.url", { prometheus: { url: `https://${host}/metrics` } }],
  (host) => ["postgres.host", { postgres: { host } }],
  (host) => ["redis.host", { redis: { host } }],
  (host) => ["notifications.email.to", { notifications: { email: { to: `team@${host}` } } }],
  (host) => [
    "notifications.email.smarthost",
    { notifications: { email: { smarthost: `${host}:587` } } },
  ],
  (host) => ["certificates.0", { certificates: [`https://${host}:8443/health`] }],
  (host) => ["objectStorage.endpoint", { objectStorage: { endpoint: `${host}:9000` } }],
  (host) => ["remoteWrite.0.url", { remoteWrite: [{ name: "a", url: `https://${host}/push` }] }],
  (host) => ["network.receivers.0", { network: { receivers: [`${host}:8080`] } }],
  (host) => ["backend.llm.baseUrl", { backend: { llm: { baseUrl: `https://${host}/v1` } } }],
  (host) => ["images.grafana", { images: { grafana: `${host}/grafana/grafana:12.0.0` } }],
];

describe("an example address", () => {
  const own = { exampleAddresses: "refused" as const };
  const paths = (overrides: object) => {
    const config = StackSchema.parse(merged(settingsOf("prod"), overrides));
    return [...placeholderFaults({ ...config, ...own })].map(({ path }) => path);
  };
  const first = paths({});

  it("is detected at every occurrence in Pulumi.prod.yaml", () => {
    expect(() => parseConfig(merged(settingsOf("prod"), own), "Pulumi.prod.yaml")).toThrow(
      "postgres.host: must be your own in prod, got postgres.autodealgenie.example, which is an example",
    );
    const written = JSON.stringify(settingsOf("prod")).match(/autodealgenie\.example/g);
    expect(first).toHaveLength(written?.length ?? 0);
  });

  it("is rejected in production, in every setting", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLACES),
        fc.constantFrom("example", "invalid", "test", "example.com", "example.net", "example.org"),
        fc.constantFrom("a.", "grafana.dealer.", "x1.y-2."),
        (place, domain, name) => {
          const [path, overrides] = place(name + domain);
          expect(paths(overrides)).toContain(path);
        },
      ),
    );
    expect(paths({ postgres: { host: "your-host" } })).toContain("postgres.host");
    expect(paths({ objectStorage: { bucket: "changeme" } })).toContain("objectStorage.bucket");
  });

  it("is not confused with a real address that looks similar", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLACES),
        fc.constantFrom(
          "db.dealer.io",
          "example.dealer.io",
          "test.dealer.io",
          "myexample.com",
          "testing.io",
          "db.prod.svc.cluster.local",
          "10.1.2.3",
        ),
        (place, host) => {
          const [path, overrides] = place(host);
          if (path.endsWith("email.to") && host === "10.1.2.3") return;
          expect(paths(overrides)).not.toContain(path);
        },
      ),
    );
  });

  it("is accepted in dev", () => {
    expect([...placeholderFaults({ ...settings("dev"), ...own })]).toEqual([]);
  });

  it("is accepted for previews, and for deployments only if `exampleAddresses` is deployed", () => {
    const config = settings("prod");
    expect(config.exampleAddresses).toBe("rendered");
    const [setting, ...others] = deployedPlaceholderFaults(config);
    expect(setting).toEqual({
      path: "exampleAddresses",
      message: `must be left out for pulumi up, got rendered: ${first.length} settings are still examples`,
    });
    expect(others.map(({ path }) => path)).toEqual(first);
    const deployed = { ...config, exampleAddresses: "deployed" as const };
    expect([...deployedPlaceholderFaults(deployed)]).toEqual([]);
  });

  it("is rejected by `pulumi up`, but not by `pulumi preview`", async () => {
    pulumi.runtime.setAllConfig({
      "autodealgenie:monitoring": JSON.stringify(settingsOf("prod")),
    });
    const mocks = {
      newResource: () => ({ id: "id", state: {} }),
      call: () => ({}),
    };
    await pulumi.runtime.setMocks(mocks, "autodealgenie", "prod", true);
    expect(readConfig().environment).toBe("prod");
    await pulumi.runtime.setMocks(mocks, "autodealgenie", "prod", false);
    expect(() => readConfig()).toThrow(
      /Pulumi\.prod\.yaml has mistakes[^]*exampleAddresses: must be left out for pulumi up/,
    );
    await pulumi.runtime.disconnect();
  });
});

describe("a remote write endpoint", () => {
  it.each([
    "https://prometheus-prod-24-prod-eu-west-2.grafana.net/api/prom/push",
    "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-a/api/v1/remote_write",
    "https://monitoring.googleapis.com/v1/projects/p/location/global/prometheus/api/v1/write",
    "https://metric-api.eu.newrelic.com/prometheus/v1/write?prometheus_server=prod",
    "https://influx.dealer.io/api/v1/prom/write?db=prom",
    "https://receive.dealer.io/api/v1/receive",
    "http://vminsert.metrics.svc:8480/insert/0/prometheus/",
    "http://vminsert.metrics.svc:8480/insert/0:1/prometheus/api/v1/write",
  ])("may be %s, as its vendor documents it", (url) => {
    expect(told({ production: false, remoteWrite: [{ name: "a", url }] })).toEqual([]);
  });

  it.each([
    "https://mimir.dealer.io/prometheus",
    "http://vmselect.metrics.svc:8481/select/0/prometheus",
    "https://prom.dealer.io/prometheus/api/v1/query_range",
    "https://loki.dealer.io/loki/api/v1/push",
    "https://mimir.dealer.io/otlp/v1/metrics",
    "https://prom.dealer.io/api/v1/otlp/v1/metrics",
  ])("is rejected at %s, where a server answers queries or takes other data", (url) => {
    expect(told({ remoteWrite: [{ name: "a", url }] })).toEqual([
      expect.stringContaining("remoteWrite.0.url: must have the path that takes samples"),
    ]);
  });
});

describe("localhost", () => {
  it.each([
    // The kubelet of MicroK8s, kind and k3d pulls images from there, not a pod.
    { images: { registry: "localhost:32000" } },
    { images: { backend: "localhost:5001/backend:1.0.0" } },
    { environment: "localhost" },
    { grafana: { url: "http://localhost:3000" } },
    { runbooks: "http://localhost/runbooks" },
    { servers: { all: { annotations: { "example.com/host": "localhost", host: "127.0.0.1" } } } },
    { servers: { all: { nodeSelector: { host: "localhost" } } } },
    { prometheus: { externalLabels: { host: "localhost", site: "127.0.0.1" } } },
    { namespaces: { monitoring: { name: "localhost" } } },
  ])("is accepted if no pod connects to it: %j", (overrides) => {
    expect(() => settings("dev", overrides)).not.toThrow();
  });
});
