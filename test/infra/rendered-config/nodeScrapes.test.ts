import { nodeScrapes } from "../../../infra/rendered-config/nodeScrapes";
import { scrapeConfigs } from "../../../infra/rendered-config/scrapeConfigs";
import { prometheusConfig } from "../../../infra/rendered-config/prometheus";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { plan } from "../../../infra/plan";
import { settings } from "../../support/stacks";
import { AUTHORITY_PEM as PEM } from "../../support/certificate";

const TIMES = scaledTimes(1);
const URLS = ["https://grafana.example", "https://shop.example:8443/path"];

const watching = (overrides: object) => plan(settings("dev", overrides));
const containerOf = (server: ReturnType<typeof plan>["kubeStateMetrics"]) =>
  server.resource.spec.template.spec!.containers[0]!;

describe("node scrapes", () => {
  const scrapes = nodeScrapes(TIMES, true);

  it("use verified TLS and the service account's token", () => {
    for (const scrape of scrapes) {
      expect(scrape.scheme).toBe("https");
      expect(scrape.tls_config).toEqual({
        ca_file: "account/ca.crt",
      });
      expect(scrape.authorization.credentials_file).toBe("account/token");
    }
    const { volumes } = watching({}).prometheus.resource.spec.template.spec!;
    expect(volumes!.flatMap(({ projected }) => projected?.sources ?? [])).toEqual(
      expect.arrayContaining([
        { serviceAccountToken: { path: "account/token", expirationSeconds: 3607 } },
        {
          configMap: {
            name: "kube-root-ca.crt",
            items: [{ key: "ca.crt", path: "account/ca.crt" }],
          },
        },
      ]),
    );
    expect(JSON.stringify(scrapes)).not.toContain("insecure");
  });

  it("honor labels, and keep only cataloged metrics of containers in our namespaces", () => {
    const [cadvisor, kubelet] = scrapes;
    const keep = (text: string) => new RegExp(`^(?:${text})$`);
    expect(cadvisor).toMatchObject({ job_name: "cadvisor", honor_labels: true });
    expect(kubelet).toMatchObject({ job_name: "kubelet", metrics_path: "/metrics" });
    const [names, namespaces, containers] = cadvisor!.metric_relabel_configs;
    expect("container_memory_working_set_bytes").toMatch(keep(names!.regex!));
    expect("container_memory_rss").not.toMatch(keep(names!.regex!));
    expect("monitoring").toMatch(keep(namespaces!.regex!));
    expect("kube-system").not.toMatch(keep(namespaces!.regex!));
    expect("").not.toMatch(keep(containers!.regex!));
  });

  it("are left out, with their ClusterRole, if `nodeMetrics` is false", () => {
    const { prometheus } = watching({ prometheus: { nodeMetrics: false } });
    expect(prometheus.configMaps[0]!.data!["prometheus.yml"]).not.toContain("cadvisor");
    expect(prometheus.roles.map(({ kind }) => kind)).not.toContain("ClusterRole");
    expect(
      prometheusConfig({
        internalTls: false,
        environment: "dev",
        times: TIMES,
        retention: "30d",
        storage: "20Gi",
        alertmanagers: [],
        monitors: [],
        nodeMetrics: false,
      }).scrape_configs,
    ).toEqual([]);
  });
});

describe("kube-state-metrics", () => {
  const { kubeStateMetrics } = watching({});

  it("watches pods, Deployments and StatefulSets of our two namespaces for cataloged metrics", () => {
    const { args } = containerOf(kubeStateMetrics);
    expect(args).toEqual(
      expect.arrayContaining([
        "--resources=deployments,pods,statefulsets",
        "--namespaces=monitoring,autodealgenie",
        expect.stringMatching(
          /^--metric-allowlist=kube_pod_.*kube_pod_status_phase,kube_deployment_.*,kube_statefulset_\w+$/,
        ),
      ]),
    );
  });

  it("may only list and watch these resources, in each of our two namespaces", () => {
    const allowed = kubeStateMetrics.roles.flatMap((each) => {
      if (each.kind !== "Role") return [];
      const { namespace } = each.metadata;
      return (each.rules ?? []).map(({ apiGroups = [], resources = [], verbs }) => [
        namespace,
        apiGroups.join(","),
        resources.join(","),
        verbs.join(","),
      ]);
    });
    expect(allowed).toEqual(
      ["monitoring", "autodealgenie"].flatMap((namespace) => [
        [namespace, "", "pods", "list,watch"],
        [namespace, "apps", "deployments,statefulsets", "list,watch"],
      ]),
    );
  });

  it("labels its series with the pods they describe, not with its own pod", () => {
    const [scrape] = scrapeConfigs([kubeStateMetrics.monitor!]);
    expect(scrape).toMatchObject({ honor_labels: true });
    expect(scrape!.relabel_configs.at(-1)).toEqual({ action: "labeldrop", regex: "container" });
    expect(scrape!.metric_relabel_configs).toEqual([{ action: "labeldrop", regex: "uid" }]);
  });
});

describe("monitored certificates", () => {
  it("need no exporter if none are set", () => {
    expect(watching({ certificates: [] }).blackboxExporter).toBeUndefined();
  });

  it("are probed individually, each with its own URL as the instance", () => {
    const { blackboxExporter } = watching({ certificates: URLS });
    const scrapes = scrapeConfigs([blackboxExporter!.monitor!]);
    expect(scrapes.map(({ metrics_path, params }) => ({ metrics_path, params }))).toEqual([
      {
        metrics_path: "/probe",
        params: { module: ["certificate"], target: ["grafana.example:443"] },
      },
      {
        metrics_path: "/probe",
        params: { module: ["certificate"], target: ["shop.example:8443"] },
      },
    ]);
    expect(scrapes.map(({ relabel_configs }) => relabel_configs.at(-1))).toEqual(
      URLS.map((url) => ({ action: "replace", target_label: "instance", replacement: url })),
    );
  });

  it("are verified against the public CAs, or only against the stack's CA if it sets one", () => {
    const filesOf = (overrides: object) =>
      watching(overrides).blackboxExporter!.configMaps[0]!.data!;
    expect(filesOf({ certificates: URLS })["blackbox.yml"]).not.toContain("ca_file");
    const files = filesOf({ certificates: URLS, certificateAuthority: PEM });
    expect(files["blackbox.yml"]).toContain("ca_file: /etc/blackbox_exporter/authorities.pem");
    expect(files["authorities.pem"]).toBe(PEM);
  });

  it.each(["http://grafana.example", "grafana.example", "https://"])(
    "must have https URLs: %s is rejected",
    (url) => {
      expect(() => settings("dev", { certificates: [url] })).toThrow("certificates");
    },
  );
});
