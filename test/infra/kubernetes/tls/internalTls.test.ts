import { load } from "js-yaml";

import { keysOf } from "../../../../infra/kubernetes/secret";
import { findings } from "../../../../infra/model-checks";
import type { PrometheusConfig } from "../../../../infra/rendered-config/prometheus";
import { scrapeConfigs } from "../../../../infra/rendered-config/scrapeConfigs";
import { endpointsOf } from "../../../../infra/kubernetes/endpoints";
import type { Server, Workload } from "../../../../infra/kubernetes/server";
import { checked, buildStack, plan } from "../../../../infra/plan";
import { renderStack } from "../../../../tools/render/render";
import { settings } from "../../../support/stacks";

const prod = plan(settings("prod"));
const clear = plan(settings("prod", { internalTls: { enabled: false } }));
/** The servers that Prometheus scrapes, including sidecars. */
const encrypted = Object.values<Workload>(prod)
  .flatMap(endpointsOf)
  .filter(({ monitor }) => monitor);
const containerOf = ({ resource, service }: Server) =>
  resource.spec.template.spec!.containers.find(({ ports }) =>
    ports!.some(({ name }) => name === service.spec.ports![0]!.targetPort),
  )!;
/** The volume with the Secret of a server's certificate. */
const shownTo = ({ resource, service }: Server) =>
  resource.spec.template
    .spec!.volumes!.flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ secret }) => secret ?? [])
    .filter(({ name }) => name === `${service.metadata.name}-tls`);
const names = (workloads: readonly Server[]) =>
  workloads.map(({ service }) => service.metadata.name).sort();
const { scrape_configs, alerting } = load(
  prod.prometheus.configMaps[0]!.data!["prometheus.yml"]!,
) as PrometheusConfig;

describe("each scraped server", () => {
  it("is one of the expected servers", () => {
    expect(names(encrypted)).toEqual([
      "alertmanager",
      "backend",
      "blackbox-exporter",
      "grafana",
      "kube-state-metrics",
      "postgres-exporter",
      "prometheus",
      "redis-exporter",
      "thanos-compact",
      "thanos-query",
      "thanos-sidecar",
      "thanos-store",
    ]);
  });

  it("has a certificate for its names, valid for client authentication only if it calls others", () => {
    for (const { service, certificates } of encrypted) {
      const { name, namespace } = service.metadata;
      const own = certificates!.find(({ metadata }) => metadata.name === name)!;
      expect(own.metadata.namespace).toBe(namespace);
      expect(own.spec.dnsNames).toEqual([
        name,
        `${name}.${namespace}.svc`,
        `*.${name}.${namespace}.svc`,
        // The query finds these by address, and expects the same name in all certificates.
        ...(/^thanos-(sidecar|store|query)$/.test(name) ? ["thanos-grpc"] : []),
      ]);
      const asks = /^(prometheus|alertmanager|grafana|thanos-(sidecar|query))$/.test(name);
      expect(own.spec.usages!.includes("client auth")).toBe(asks);
    }
  });

  it("mounts certificate, key and CA in one volume, readable only by its user and group", () => {
    for (const server of encrypted) {
      const [secret] = shownTo(server);
      expect(secret!.items!.map(({ key, mode }) => [key, mode])).toEqual([
        ["ca.crt", 0o440],
        ["tls.crt", 0o440],
        ["tls.key", 0o440],
      ]);
    }
  });

  it("has flags that require client certificates, if it supports them", () => {
    const byGrpc = [
      "--grpc-server-tls-cert=/etc/tls/tls.crt",
      "--grpc-server-tls-key=/etc/tls/tls.key",
      "--grpc-server-tls-client-ca=/etc/tls/ca.crt",
    ];
    const told = Object.fromEntries(
      encrypted.map((server) => [
        server.service.metadata.name,
        (containerOf(server).args ?? []).filter(
          (arg) => /(web\.config|tls)/.test(arg) && !arg.startsWith("--prometheus.url"),
        ),
      ]),
    );
    expect(told).toEqual({
      prometheus: ["--web.config.file=/etc/prometheus/tls/web.yml"],
      backend: [],
      alertmanager: [
        "--web.config.file=/etc/alertmanager/tls/web.yml",
        "--cluster.tls-config=/etc/alertmanager/tls/cluster.yml",
      ],
      "postgres-exporter": ["--web.config.file=/etc/tls/web.yml"],
      "blackbox-exporter": ["--web.config.file=/etc/blackbox_exporter/tls/web.yml"],
      "kube-state-metrics": ["--tls-config=/etc/tls/web.yml"],
      "redis-exporter": [
        "--tls-server-cert-file=/etc/tls/tls.crt",
        "--tls-server-key-file=/etc/tls/tls.key",
        "--tls-server-ca-cert-file=/etc/tls/ca.crt",
      ],
      grafana: [],
      "thanos-compact": ["--http.config=/etc/tls/web.yml"],
      "thanos-store": ["--http.config=/etc/tls/web.yml", ...byGrpc],
      "thanos-query": [
        "--http.config=/etc/tls/web.yml",
        ...byGrpc,
        "--endpoint.sd-config-file=/etc/tls/endpoints.yml",
      ],
      "thanos-sidecar": [
        "--http.config=/etc/tls/web.yml",
        ...byGrpc,
        "--prometheus.http-client-file=/etc/tls/prometheus-client.yml",
      ],
    });
  });

  it("has probes that work without a client certificate", () => {
    for (const server of encrypted) {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(server);
      const probes = [startupProbe!, readinessProbe!, livenessProbe!];
      const { name } = server.service.metadata;
      // Grafana and the backend require no client certificate, and the kubelet does not verify theirs.
      const asked = probes.flatMap(({ httpGet }) => httpGet ?? []);
      expect(asked.map(({ scheme }) => scheme)).toEqual(
        /^(grafana|backend)$/.test(name) ? ["HTTPS", "HTTPS", "HTTPS"] : [],
      );
      const byProgram = probes.filter(({ exec }) => exec).length;
      expect(byProgram).toBe(/^(prometheus|alertmanager)$/.test(name) ? 2 : 0);
      // Thanos's components accept gRPC once they are ready, and HTTP before.
      const byPort = probes.map(({ tcpSocket }) => tcpSocket?.port);
      if (/^thanos-(sidecar|store|query)$/.test(name)) {
        expect(byPort).toEqual(["http", "grpc", "http"]);
      }
    }
  });

  it("is scraped over HTTPS with its name verified", () => {
    for (const { monitor, service } of encrypted) {
      const { name } = service.metadata;
      const compiled = scrape_configs.filter(({ job_name }) => job_name.includes(`/${name}/`));
      expect(compiled).toHaveLength(monitor!.spec.endpoints.length);
      for (const config of compiled) {
        expect(config).toMatchObject({
          scheme: "https",
          tls_config: {
            // Each namespace has its own authority, whose key stays there.
            ca_file: name === "backend" ? "/etc/secrets/application-authority.pem" : "tls/ca.crt",
            cert_file: "tls/tls.crt",
            key_file: "tls/tls.key",
            server_name: name,
          },
        });
      }
    }
  });
});

describe("with several shards", () => {
  const { prometheus, ...rest } = settings("prod");
  const { shards } = checked({ ...rest, prometheus: { ...prometheus, shards: 2 } });

  it("the second shard's Prometheus and sidecar have separate certificates", () => {
    const [second] = shards;
    expect(second!.certificates!.map(({ metadata }) => metadata.name)).toEqual([
      "prometheus-shard-1",
      "thanos-sidecar-shard-1",
    ]);
  });
});

it("Prometheus reaches Alertmanager, and Grafana reaches Prometheus or Thanos, over TLS", () => {
  expect(alerting.alertmanagers[0]).toMatchObject({
    scheme: "https",
    tls_config: { ca_file: "tls/ca.crt", cert_file: "tls/tls.crt", key_file: "tls/tls.key" },
  });
  const toldOf = ({ grafana }: ReturnType<typeof plan>) =>
    grafana.configMaps.flatMap(({ data }) => Object.values(data!)).join("\n");
  expect(toldOf(prod)).toContain("url: https://thanos-query.monitoring.svc:10902");
  const { prometheus, ...both } = settings("prod");
  const alone = plan({
    ...both,
    prometheus: { ...prometheus, replicas: 1 },
    thanos: undefined,
    objectStorage: undefined,
  });
  const told = toldOf(alone);
  expect(told).toContain("url: https://prometheus.monitoring.svc:9090");
  expect(told).toContain("tlsClientKey: $__file{/etc/grafana/tls/tls.key}");
  expect(told).toContain("protocol = https");
});

it("the ingress controller presents a client certificate and verifies the servers' certificates", () => {
  const { issuers } = buildStack(settings("prod")).declared;
  const own = issuers.filter(({ metadata }) => metadata.name === "ingress-client");
  // The controller reads only Secrets in the Ingress's namespace.
  expect(own.map(({ metadata }) => metadata.namespace)).toEqual(["monitoring", "autodealgenie"]);
  for (const { spec } of own) {
    expect(spec).toMatchObject({ usages: ["digital signature", "client auth"] });
  }
  for (const name of ["grafana", "prometheus", "alertmanager", "backend"] as const) {
    const [ingress] = prod[name].ingresses!;
    expect(ingress!.metadata.annotations).toMatchObject({
      "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
      "nginx.ingress.kubernetes.io/proxy-ssl-secret": `${ingress!.metadata.namespace}/ingress-client-tls`,
      "nginx.ingress.kubernetes.io/proxy-ssl-name": name,
      "nginx.ingress.kubernetes.io/proxy-ssl-verify": "on",
    });
  }
});

describe("the backend", () => {
  const environment = (workloads: typeof prod) =>
    containerOf(workloads.backend).env!.filter(({ name }) => name.startsWith("TLS_"));

  it("gets its certificate and key, but requires no client certificate, since the kubelet has none", () => {
    expect(environment(prod)).toEqual([
      { name: "TLS_CERT_FILE", value: "/etc/tls/tls.crt" },
      { name: "TLS_KEY_FILE", value: "/etc/tls/tls.key" },
    ]);
    expect(environment(clear)).toEqual([]);
  });

  it.each([
    ["a generated CA", { selfSigned: true } as const, true],
    ["a CA in a Secret of each namespace", { ca: { secretName: "authority" } }, false],
    ["a ClusterIssuer", { existing: { clusterIssuer: "house" } }, false],
  ])("is trusted by Prometheus if its certificate is from %s", (_, issuer, handed) => {
    const { prometheus, backend } = plan({
      ...settings("prod"),
      internalTls: { enabled: true, issuer },
    });
    expect(keysOf(prometheus.secret!).includes("application-authority.pem")).toBe(handed);
    expect(backend.monitor!.spec.endpoints[0]!.tlsConfig!.caFile).toBe(
      handed ? "/etc/secrets/application-authority.pem" : "tls/ca.crt",
    );
  });

  it("passes the certificate of its CA to Prometheus, but not the key", async () => {
    const { objects } = await renderStack("prod", { authority: "-- a certificate --" });
    const secret = objects.find(
      ({ kind, metadata }) => kind === "Secret" && metadata.name === "prometheus",
    );
    expect(secret!.stringData!["application-authority.pem"]).toBe("-- a certificate --");
    expect(Object.keys(secret!.stringData!)).not.toContain("tls.key");
    // cert-manager creates that Secret, not the program.
    expect(objects.map(({ metadata }) => metadata.name)).toContain("internal-authority");
    expect(
      objects.filter(
        ({ kind, metadata }) => kind === "Secret" && metadata.name === "internal-authority",
      ),
    ).toEqual([]);
  });
});

it("Alertmanager peers use UDP only without internal TLS", () => {
  const udp = ({ egress }: Server) => egress.some((ask) => "udp" in ask);
  expect([udp(prod.alertmanager), udp(clear.alertmanager)]).toEqual([false, true]);
});

it("a stack without internal TLS, or with it disabled, contains no TLS configuration", () => {
  for (const stack of [clear, plan(settings("dev"))]) {
    const all = JSON.stringify(stack);
    expect(all).not.toContain("web.config");
    expect(all).not.toContain("-tls-");
    expect(all).not.toContain("tlsConfig");
  }
});

it("an undeclared certificate is reported where its Secret is mounted", () => {
  const { declared } = buildStack(settings("prod"));
  const parts = declared.workloads.map((workload) => ({ ...workload, certificates: [] }));
  expect(findings({ ...declared, workloads: parts }).map(({ what }) => what)).toContain(
    "StatefulSet monitoring/prometheus mounts Secret monitoring/prometheus-tls, which does not exist",
  );
});

it("TLS fields that cannot be compiled are rejected by name", () => {
  const monitor = structuredClone(prod.redisExporter.monitor!);
  monitor.spec.endpoints[0]!.tlsConfig = {
    keySecret: { name: "certificates", key: "tls.key" },
  };
  expect(() => scrapeConfigs([monitor])).toThrow(
    "spec.endpoints[0].tlsConfig.keySecret cannot be compiled",
  );
});
