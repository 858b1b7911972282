import "../support/ownFolders";

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { labObjects, stackObjects } from "../../../lab/deploy/stack";
import { LLM_BASE_URL, VEHICLE_API_URL } from "../../../lab/upstreams/addresses";
import { readConfig } from "../../../lab/upstreams/config";
import { UPSTREAMS_PACKAGES } from "../../../lab/upstreams/image";
import { upstreamsObjects } from "../../../lab/upstreams/manifests";
import { packagesRequiredBy } from "../../support/required";
import { OWN } from "../support/ownFolders";
import { find } from "../support/objects";

const KEYS = { vehicleApiKey: "vehicle-key-0123456789", llmApiKey: "llm-key-0123456789abc" };

/** The fields that the tests look at, in any object. */
interface Made {
  readonly kind: string;
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly automountServiceAccountToken: boolean;
  readonly stringData: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly selector: object;
    readonly ports: readonly { readonly targetPort: string }[];
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations: object };
      readonly spec: {
        readonly serviceAccountName: string;
        readonly automountServiceAccountToken: boolean;
        readonly containers: readonly Container[];
      };
    };
  };
}
interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string }[];
  readonly securityContext: object;
  readonly readinessProbe: object;
  readonly livenessProbe: object;
}
type Five = readonly [Made, Made, Made, Made, Made];

const objects = (changes = {}): Five => {
  const made = upstreamsObjects({ image: "upstreams:1", keys: { ...KEYS, ...changes } });
  return JSON.parse(JSON.stringify(made)) as Five;
};
const environmentOf = ({ env }: Container) =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

describe("the upstreams' objects", () => {
  const [namespace, account, secret, deployment, service] = objects();
  const pod = deployment.spec.template;
  const container = pod.spec.containers[0]!;

  it("come in an order in which they can be applied, in a namespace with restricted Pod Security", () => {
    expect(objects().map(({ kind }) => kind)).toEqual([
      "Namespace",
      "ServiceAccount",
      "Secret",
      "Deployment",
      "Service",
    ]);
    expect(namespace.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  it("provide no API token, no privileges, and keys only as files", () => {
    expect(account.automountServiceAccountToken).toBe(false);
    expect(pod.spec).toMatchObject({
      serviceAccountName: "upstreams",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    const files = container.env.filter(({ name }) => name.endsWith("_FILE"));
    expect(files.map(({ value }) => value.replace("/etc/upstreams/", "")).sort()).toEqual(
      Object.keys(secret.stringData).sort(),
    );
    const rest = JSON.stringify([namespace, account, deployment, service]);
    expect(Object.values(KEYS).filter((key) => rest.includes(key))).toEqual([]);
  });

  it("connect the Service to a single pod that has readiness and liveness probes", () => {
    expect(pod.metadata.labels).toMatchObject(service.spec.selector);
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(
      container.ports.map(({ name }) => name),
    );
    const probe = { httpGet: { path: "/healthz", port: "http" } };
    expect(container).toMatchObject({ readinessProbe: probe, livenessProbe: probe });
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  });

  it("roll out a new pod when a key changes, and are not rendered with an invalid key", () => {
    const changed = objects({ llmApiKey: "another-key-0123456789" })[3];
    expect(changed.spec.template.metadata.annotations).not.toEqual(pod.metadata.annotations);
    expect(() => objects({ llmApiKey: "short" })).toThrow("must be 16 or more letters, digits");
  });

  it("set the environment variables that the program reads", () => {
    const folder = join(OWN, "keys");
    mkdirSync(folder);
    for (const [key, value] of Object.entries(KEYS)) {
      writeFileSync(join(folder, key), `${value}\n`);
    }
    const env = Object.fromEntries(
      container.env.map(({ name, value }) => [name, value.replace("/etc/upstreams", folder)]),
    );
    expect(readConfig(env)).toEqual({ httpPort: 8080, keys: KEYS });
    expect(() => readConfig({ VEHICLE_API_KEY_FILE: "/none" })).toThrow(
      /VEHICLE_API_KEY_FILE: cannot read \/none .*\n {2}LLM_API_KEY_FILE: is not set/,
    );
  });
});

describe("in the local cluster", () => {
  it("the backend knows the upstreams' addresses, and clients and servers have the same keys", async () => {
    const stack = await stackObjects({ timeScale: 1 });
    const lab = labObjects(stack);
    const backend = find(stack, "Deployment", "backend") as unknown as Made;
    expect(environmentOf(backend.spec.template.spec.containers[0]!)).toMatchObject({
      VEHICLE_API_URL,
      LLM_BASE_URL,
      VEHICLE_API_KEY_FILE: "/etc/secrets/vehicle-api-key",
      LLM_API_KEY_FILE: "/etc/secrets/llm-api-key",
    });
    const secretOf = (all: typeof lab, name: string) =>
      (find(all, "Secret", name) as unknown as Made).stringData;
    expect(secretOf(stack, "backend")).toMatchObject({
      "vehicle-api-key": secretOf(lab, "upstreams").vehicleApiKey,
      "llm-api-key": secretOf(lab, "upstreams").llmApiKey,
    });
    expect(secretOf(stack, "alertmanager")).toMatchObject({
      "pagerduty-routing-key": secretOf(lab, "receivers").pagerdutyRoutingKey,
      "smtp-password": secretOf(lab, "receivers").smtpPassword,
    });
  });
});

it("the upstreams' image contains exactly the packages that the program requires", () => {
  expect(packagesRequiredBy("lab/upstreams")).toEqual([...UPSTREAMS_PACKAGES]);
});
