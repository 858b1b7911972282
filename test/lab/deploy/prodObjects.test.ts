import "../support/ownFolders";

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { FILES } from "../../../lab/cluster/folders";
import { holdStack, heldStack, requireStack } from "../../../lab/deploy/held";
import { identityOf, isWorkload, type KubeObject } from "../../../lab/deploy/object";
import { servingTls } from "../../../lab/deploy/tls";
import { stackSettings } from "../../../lab/deploy/stack";
import { everything, find } from "../support/objects";

interface Made extends KubeObject {
  readonly data: Readonly<Record<string, string>>;
  readonly stringData: Readonly<Record<string, string>>;
  readonly spec: {
    readonly ports: readonly { readonly port: number; readonly targetPort: string | number }[];
    readonly template: {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
        readonly containers: readonly {
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
        }[];
      };
    };
  };
}

const made = async (kind: string, name: string) =>
  find(await everything("prod"), kind, name) as Made;

describe("the local cluster with the prod stack", () => {
  it("has each object once, and runs the databases outside the stack's namespaces", async () => {
    const all = await everything("prod");
    const identities = all.map(identityOf);
    expect(new Set(identities).size).toBe(identities.length);
    const where = all
      .filter((each) => isWorkload(each) && /^(postgres|redis)$/.test(each.metadata.name))
      .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
    expect(where).toEqual(["databases/postgres", "databases/redis"]);
  });

  it("has a volume for every claim", async () => {
    const volumes = (await everything("prod"))
      .filter(({ kind }) => kind === "PersistentVolume")
      .map(({ metadata }) => metadata.name);
    expect(volumes).toEqual(
      expect.arrayContaining([
        "databases-data-postgres-0",
        ...[0, 1, 2].map((n) => `monitoring-data-alertmanager-${n}`),
      ]),
    );
  });

  it("has a PostgreSQL that requires TLS and grants pg_monitor to the exporter", async () => {
    const { data } = await made("ConfigMap", "postgres-config");
    expect(data["postgresql.conf"]).toContain("ssl = on\n");
    const hosts = data["pg_hba.conf"]!.split("\n").filter((line) => line.startsWith("host"));
    expect(hosts).toHaveLength(3);
    expect(hosts.filter((line) => !line.startsWith("hostssl "))).toEqual([]);
    expect(data["roles.sql"]).toContain("GRANT pg_monitor TO exporter;");
  });

  it("gives the stack and the databases the same passwords", async () => {
    const { secrets } = stackSettings(1, {}, "prod");
    const { stringData } = await made("Secret", "postgres");
    expect(stringData).toEqual({
      "app-password": secrets.postgresAppPassword,
      "exporter-password": secrets.postgresExporterPassword,
      "grafana-password": secrets.grafanaDatabasePassword,
    });
    const acl = (await made("Secret", "redis")).stringData["users.acl"];
    expect(acl).toContain(`user backend on >${secrets.redisBackendPassword ?? "none"} `);
  });

  it.each(["postgres", "redis", "receivers", "upstreams", "minio", "victoria-metrics"])(
    "has %s serve a certificate, on a port that its Service targets",
    async (name) => {
      const all = await everything("prod");
      const resource = all.find((each) => isWorkload(each) && each.metadata.name === name) as Made;
      const { volumes, containers } = resource.spec.template.spec;
      expect(volumes.map(({ secret }) => secret?.secretName)).toContain(`${name}-tls`);
      expect(find(all, "Secret", `${name}-tls`)).toMatchObject({
        metadata: { namespace: resource.metadata.namespace },
        stringData: { "tls.crt": "certificate", "tls.key": "key", "ca.crt": "authority" },
      });
      const { spec } = find(all, "Service", name) as Made;
      for (const { name: port } of containers[0]!.ports) {
        expect(spec.ports.map(({ targetPort }) => targetPort)).toContain(port);
      }
    },
  );

  it("has the metrics API, whose certificate the API server verifies", async () => {
    const { spec } = await made("APIService", "v1beta1.metrics.k8s.io");
    expect(spec).toMatchObject({
      service: { name: "metrics-server", namespace: "kube-system", port: 443 },
      caBundle: Buffer.from("authority").toString("base64"),
    });
    expect(spec).not.toHaveProperty("insecureSkipTLSVerify");
  });
});

describe("a certificate", () => {
  const certificate = { certificate: "one", key: "key", authority: "authority" };

  it("replaces the pods if it changes", async () => {
    const objects = await everything();
    const checksum = (of: string) => {
      const served = servingTls(objects, {
        name: "upstreams",
        certificate: { ...certificate, certificate: of },
      });
      const { spec } = find(served, "Deployment", "upstreams") as Made;
      return spec.template.metadata.annotations["checksum/tls"];
    };
    expect(checksum("one")).toBe(checksum("one"));
    expect(checksum("one")).not.toBe(checksum("two"));
  });

  it("is rejected for a missing workload", () => {
    expect(() => servingTls([], { name: "nobody", certificate })).toThrow(
      "There is no workload nobody.",
    );
  });
});

describe("the data of one stack", () => {
  afterEach(() => {
    rmSync(FILES.stack, { force: true });
    rmSync(FILES.applied, { force: true });
  });

  it("cannot be mixed with another stack's", () => {
    expect(heldStack()).toBeUndefined();
    requireStack("prod");
    holdStack("prod");
    requireStack("prod");
    expect(() => requireStack("dev")).toThrow(
      "The local cluster holds the prod stack and its data, and cannot hold dev's as well.",
    );
    try {
      requireStack("dev");
    } catch (error) {
      expect((error as { remedy: string }).remedy).toBe(
        "Remove it with its data: `npm run lab -- down --purge`, then `npm start`. Or keep it: npm start -- --stack prod",
      );
    }
  });

  it("can only be changed by its deployer, kubectl or Pulumi", () => {
    holdStack("dev");
    expect(() => requireStack("dev", "pulumi")).toThrow(
      "The dev stack in the local cluster was deployed with kubectl, and cannot be changed with pulumi.",
    );
    holdStack("dev", "pulumi");
    requireStack("dev", "pulumi");
    try {
      requireStack("dev");
      throw new Error("It is not refused.");
    } catch (error) {
      expect((error as { remedy: string }).remedy).toBe(
        "Remove it with its data: `npm run lab -- down --purge`, then `npm start`. Or keep it: npm start -- --with pulumi",
      );
    }
    expect(heldStack()).toBe("dev");
  });

  it("belongs to kubectl if the state file names no deployer", () => {
    mkdirSync(dirname(FILES.stack), { recursive: true });
    writeFileSync(FILES.stack, JSON.stringify({ stack: "prod" }));
    requireStack("prod");
    expect(() => requireStack("prod", "pulumi")).toThrow("was deployed with kubectl");
  });

  it("belongs to dev if there is no state file", () => {
    mkdirSync(dirname(FILES.applied), { recursive: true });
    writeFileSync(FILES.applied, "[]");
    expect(heldStack()).toBe("dev");
    expect(() => requireStack("prod")).toThrow("holds the dev stack");
  });
});
