import type { StackInput } from "../../../infra/settings";
import { isServer, type Server, type Workload } from "../../../infra/kubernetes/server";
import { buildStack, plan } from "../../../infra/plan";
import { findings } from "../../../infra/model-checks";
import type { DeepPartial } from "../../../tools/render/merge";
import { renderStack } from "../../../tools/render/render";
import { settings } from "../../support/stacks";
import { rendered } from "../../support/rendered";

const workloads = plan(settings("prod"));
/** Without internal TLS, so that only the certificates for people are issued. */
const inTheClear = settings("prod", { internalTls: { enabled: false } });

const leads = ({ ingresses = [] }: Pick<Server, "ingresses">) =>
  ingresses.flatMap(({ metadata, spec }) =>
    spec.rules!.flatMap(({ host, http }) =>
      http!.paths.map(
        ({ path, backend }) =>
          `${metadata.name}: ${host}${path} → ${backend.service!.name}:${backend.service!.port!.name}`,
      ),
    ),
  );

describe("Ingresses", () => {
  it("expose Grafana, but not its metrics", () => {
    expect(leads(workloads.grafana)).toEqual([
      "grafana: grafana.autodealgenie.example/ → grafana:web",
      "grafana-closed: grafana.autodealgenie.example/metrics → grafana:web",
    ]);
    expect(workloads.grafana.ingresses![1]!.metadata.annotations).toMatchObject({
      "nginx.ingress.kubernetes.io/whitelist-source-range": "127.0.0.1/32",
    });
  });

  it("expose the backend's API, but neither its metrics nor its probe endpoints", () => {
    expect(leads(workloads.backend)).toEqual([
      "backend: app.autodealgenie.example/api → backend:http",
      "backend: app.autodealgenie.example/openapi.json → backend:http",
    ]);
  });

  it.each(["prometheus", "alertmanager"] as const)(
    "expose %s only behind authentication",
    (name) => {
      expect(leads(workloads[name])).toEqual([
        `${name}: ${name}.autodealgenie.example/ → ${name}:web`,
      ]);
      expect(workloads[name].ingresses![0]!.metadata.annotations).toMatchObject({
        "nginx.ingress.kubernetes.io/auth-url": "https://sign-in.autodealgenie.example/oauth2/auth",
        "nginx.ingress.kubernetes.io/auth-signin":
          "https://sign-in.autodealgenie.example/oauth2/start",
      });
      const ingress = { ...settings("prod").ingress!, authentication: undefined };
      const open = plan({ ...settings("prod"), ingress });
      expect(open[name].ingresses).toBeUndefined();
    },
  );

  it("are deployed without waiting for an address, which a controller may never set", () => {
    const all = Object.values(workloads).flatMap((each) =>
      isServer(each) ? (each.ingresses ?? []) : [],
    );
    expect(all.length).toBeGreaterThan(3);
    for (const { metadata } of all) {
      expect(metadata.annotations).toMatchObject({ "pulumi.com/skipAwait": "true" });
    }
  });

  it("serve TLS with a certificate for their host name", () => {
    for (const server of [
      workloads.grafana,
      workloads.backend,
      workloads.prometheus,
      workloads.alertmanager,
    ]) {
      const [ingress] = server.ingresses!;
      const { hosts, secretName } = ingress!.spec.tls![0]!;
      expect(hosts).toEqual([ingress!.spec.rules![0]!.host]);
      const shown = server.certificates!.find(({ spec }) => spec.secretName === secretName)!;
      expect(shown.spec).toMatchObject({
        dnsNames: hosts,
        usages: ["digital signature", "server auth"],
        privateKey: { rotationPolicy: "Always" },
        issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "people" },
      });
    }
  });

  it("do not exist if the stack has no Ingress settings or disables them", () => {
    for (const each of [
      plan(settings("dev")),
      plan(settings("prod", { ingress: { enabled: false } })),
    ]) {
      expect(
        Object.values<Workload>(each)
          .filter(isServer)
          .flatMap(({ ingresses = [] }) => ingresses),
      ).toEqual([]);
    }
  });
});

describe("Ingress certificates", () => {
  const issuersOf = (issuer: NonNullable<DeepPartial<StackInput>["ingress"]>["issuer"]) =>
    buildStack({
      ...settings("prod", { internalTls: { enabled: false } }),
      ingress: { ...settings("prod").ingress!, issuer: issuer as { selfSigned: true } },
    }).declared;

  it("are issued by an ACME server whose challenge passes only through the ingress controller", () => {
    const { issuers, network } = buildStack(inTheClear).declared;
    expect(
      issuers.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
    ).toEqual(["Issuer monitoring/people", "Issuer autodealgenie/people"]);
    expect(issuers[0]!.spec).toEqual({
      acme: {
        email: "operations@autodealgenie.example",
        server: "https://acme-v02.api.letsencrypt.org/directory",
        privateKeySecretRef: { name: "people-account" },
        solvers: [{ http01: { ingress: { ingressClassName: "nginx" } } }],
      },
    });
    const solvers = network.policies.filter(({ metadata }) => metadata.name === "acme-solver");
    expect(solvers.map(({ spec }) => spec.ingress)).toEqual(
      solvers.map(() => [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" },
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 8089 }],
        },
      ]),
    );
    expect(solvers).toHaveLength(2);
  });

  it("are issued by a CA in a Secret", () => {
    const declared = issuersOf({ ca: { secretName: "our-authority" } });
    expect(declared.issuers[0]!.spec).toEqual({ ca: { secretName: "our-authority" } });
    expect(findings(declared)).toEqual([]);
  });

  it("are issued by a self-signed CA that is created first", () => {
    const declared = issuersOf({ selfSigned: true });
    const [first, authority, issuer] = declared.issuers;
    expect(first!.spec).toEqual({ selfSigned: {} });
    expect(authority!.spec).toMatchObject({
      isCA: true,
      secretName: "people-authority",
      issuerRef: { name: "people-self-signed" },
    });
    expect(issuer!.spec).toEqual({ ca: { secretName: "people-authority" } });
    expect(findings(declared)).toEqual([]);
  });

  it("are issued by an existing ClusterIssuer", () => {
    const declared = issuersOf({ existing: { clusterIssuer: "ours" } });
    expect(declared.issuers).toEqual([]);
    expect(
      declared.workloads.flatMap(({ certificates = [] }) => certificates)[0]!.spec.issuerRef,
    ).toEqual({
      group: "cert-manager.io",
      kind: "ClusterIssuer",
      name: "ours",
    });
    expect(findings(declared)).toEqual([]);
  });

  it("are reported if their issuer is undeclared or nothing creates their Secret", () => {
    const { declared } = buildStack(inTheClear);
    const dangling = (changed: typeof declared) => findings(changed).map(({ what }) => what);
    expect(dangling({ ...declared, issuers: [] })).toContain(
      "Certificate monitoring/grafana-ingress is issued by Issuer monitoring/people, which does not exist",
    );
    const without = declared.workloads.map((workload) => ({ ...workload, certificates: [] }));
    expect(dangling({ ...declared, workloads: without })).toContain(
      "Ingress monitoring/grafana shows the certificate in Secret monitoring/grafana-ingress-tls, which does not exist",
    );
  });
});

describe("cert-manager", () => {
  it("is rendered as its package's inputs, since its objects are created during deployment", async () => {
    const { files, objects } = await rendered("prod");
    expect(files.get("packages/CertManager-cert-manager.yaml")).toContain("installCRDs: true");
    const inIt = objects.filter(({ metadata }) => metadata.namespace === "cert-manager");
    expect(inIt.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Role prometheus-discovery",
      "RoleBinding prometheus-discovery",
    ]);
  });

  it("is scraped through the Service that its chart creates", () => {
    const { declared, parts: workloads } = buildStack(settings("prod"));
    expect(declared.externalTargets.map(({ service }) => service)).toEqual([
      expect.objectContaining({ name: "cert-manager", namespace: "cert-manager" }),
    ]);
    const files = workloads.prometheus.configMaps.map(
      ({ data = {} }) => data["prometheus.yml"] ?? "",
    );
    expect(files.join("")).toContain("job_name: serviceMonitor/monitoring/cert-manager/0");
    expect(workloads.prometheus.egress).toContainEqual({
      kind: "address",
      host: "cert-manager.cert-manager.svc",
      port: 9402,
    });
  });

  it("is not installed if the cluster already has it", async () => {
    const { files } = await renderStack("prod", { overrides: { certManager: "existing" } });
    expect([...files.keys()].filter((path) => path.startsWith("packages/"))).toEqual([]);
  });
});
