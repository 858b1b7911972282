import { backendServer } from "../../../infra/components/backend";
import { WorkloadComponent } from "../../../infra/components/workloadComponent";
import { secretValues } from "../../../infra/secretValues";
import type { SecretSource } from "../../../infra/settings/secretSources";
import { plan } from "../../../infra/plan";
import { keysOf } from "../../../infra/kubernetes/secret";
import { postgresAddress, redisAddress } from "../../../infra/settings/addresses";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { only, registered } from "../../support/mocks";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>["backend"];

function partOf(backend: Overrides, behindIngress = false) {
  const config = settings("dev", { backend });
  return backendServer({
    environment: "dev",
    image: "backend:1",
    settings: config.backend,
    postgres: postgresAddress(config.postgres),
    redis: redisAddress(config.redis),
    behindIngress,
    times: scaledTimes(1),
  });
}

function environmentOf({ resource }: Pick<ReturnType<typeof partOf>, "resource">) {
  const [container] = resource.spec.template.spec!.containers;
  return Object.fromEntries((container!.env ?? []).map(({ name, value }) => [name, value]));
}

const VEHICLES = { vehicleApi: { url: "https://vehicles.example/" } };
const MODEL = { llm: { baseUrl: "https://llm.example/v1", model: "some-model" } };
const OWN = ["database-password", "redis-password", "jwt-secret"];

describe("the backend", () => {
  it("calls no external API by default", () => {
    const server = partOf({});
    expect(keysOf(server.secret!)).toEqual(OWN);
    const names = Object.keys(environmentOf(server));
    expect(names.filter((name) => /VEHICLE|LLM|SEARCH/.test(name))).toEqual([]);
  });

  it("trusts only the proxies in front of it for the client's address", () => {
    const trusted = (...args: Parameters<typeof partOf>) =>
      environmentOf(partOf(...args)).TRUST_PROXY;
    expect(trusted({})).toBeUndefined();
    expect(trusted({}, true)).toBe("1");
    expect(trusted({ trustedProxies: 2 }, true)).toBe("2");
    expect(trusted({ trustedProxies: 0 }, true)).toBeUndefined();
    expect(trusted({ trustedProxies: ["10.0.0.0/16", "fd00::/64"] })).toBe("10.0.0.0/16,fd00::/64");
  });

  it("trusts one proxy in prod, where an ingress controller is in front of it, and none in dev", () => {
    expect(environmentOf(plan(settings("prod")).backend).TRUST_PROXY).toBe("1");
    expect(environmentOf(plan(settings("dev")).backend).TRUST_PROXY).toBeUndefined();
  });

  it("gets the vehicle API's URL and key file", () => {
    const server = partOf(VEHICLES);
    expect(keysOf(server.secret!)).toEqual([...OWN, "vehicle-api-key"]);
    expect(environmentOf(server)).toMatchObject({
      VEHICLE_API_URL: "https://vehicles.example",
      VEHICLE_API_KEY_FILE: "/etc/secrets/vehicle-api-key",
    });
    expect(environmentOf(server)).not.toHaveProperty("LLM_BASE_URL");
  });

  it("gets the language model's URL, name and key file", () => {
    const server = partOf({ ...MODEL, searchRateLimitPerHour: 50 });
    expect(keysOf(server.secret!)).toEqual([...OWN, "llm-api-key"]);
    const environment = environmentOf(server);
    expect(environment).toMatchObject({
      LLM_BASE_URL: "https://llm.example/v1",
      LLM_MODEL: "some-model",
      LLM_API_KEY_FILE: "/etc/secrets/llm-api-key",
      RATE_LIMIT_SEARCH_PER_HOUR: "50",
    });
    // Then the service's own default applies.
    expect(environment).not.toHaveProperty("LLM_TIMEOUT_SECONDS");
    const patient = partOf({ llm: { ...MODEL.llm, timeoutSeconds: 45 } });
    expect(environmentOf(patient)).toMatchObject({ LLM_TIMEOUT_SECONDS: "45" });
  });

  it("has each API key in its Secret, and nowhere else", async () => {
    const server = partOf({ ...VEHICLES, ...MODEL });
    const given = { vehicleApiKey: "open-sesame", llmApiKey: "abracadabra" };
    const valueOf = (source: SecretSource) =>
      source.from === "generated" ? source.name : secretValues({ given })(source);
    const created = await registered(() => new WorkloadComponent(server, { valueOf }));
    expect(only(created, "kubernetes:core/v1:Secret").stringData).toEqual({
      "database-password": "postgres-app",
      "redis-password": "redis-backend",
      "jwt-secret": "jwt-secret",
      "vehicle-api-key": "open-sesame",
      "llm-api-key": "abracadabra",
    });
    const pod = JSON.stringify(only(created, "kubernetes:apps/v1:Deployment"));
    expect(pod).not.toMatch(/open-sesame|abracadabra/);
  });

  it("cannot be registered without the key of a configured API", async () => {
    const valueOf = secretValues({ given: {} });
    const making = registered(() => new WorkloadComponent(partOf(MODEL), { valueOf }));
    await expect(making).rejects.toThrow("A secret has no value: llmApiKey is not set.");
  });
});
