import { findings } from "../../infra/model-checks";
import { closedNamespaces, flowsOf, peerOf } from "../../infra/kubernetes/network/flows";
import { buildStack } from "../../infra/plan";
import { renderStack } from "../../tools/render/render";
import { gateOf } from "../support/network/reach";
import { settings } from "../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

const NAMED: Overrides = {
  namespaces: { monitoring: { name: "watchers" }, application: { name: "carshop" } },
};
/** Everything optional that a stack may have. */
const MORE = {
  dev: {
    thanos: {},
    objectStorage: { type: "s3", bucket: "samples", endpoint: "s3.dealer.io" },
    prometheus: { shards: 2 },
    internalTls: { issuer: { selfSigned: true } },
    backups: { silences: {} },
  } as const,
  prod: { prometheus: { shards: 2 } } as const,
};

/** Texts that match for reasons other than naming a namespace. */
const NO_NAMESPACE =
  /monitoring\.coreos\.com|kube-prometheus[\w/-]*monitoring[\w/-]*|component="monitoring"|(component|uid|tags?)"?: "?monitoring|autodealgenie[-/]monitoring|AutoDealGenie( |')s? ?monitoring/g;
/** The ways in which a namespace is named. */
const WAYS = (name: string) =>
  new RegExp(
    [
      `namespace\\S{0,12}[ :="']+${name}\\b(?!-)`,
      `metadata\\.name"?: "?${name}$`,
      `\\b${name}\\.svc`,
      `[|,]${name}\\b(?![-_])`,
      `\\b${name}[|,]`,
      `^\\s*- "?${name}"?$`,
      `[ "/]${name}/(?!v?\\d|main|blob)`,
    ].join("|"),
    "m",
  );

describe.each(["dev", "prod"] as const)("%s with renamed namespaces", (stack) => {
  it("contains no default namespace name, and is otherwise unchanged", async () => {
    const [plain, named] = [
      await renderStack(stack, { overrides: MORE[stack] }),
      await renderStack(stack, { overrides: { ...MORE[stack], ...NAMED } }),
    ];
    const back = (text: string) =>
      text
        .replaceAll("autodealgenie-watchers-", "autodealgenie-")
        .replaceAll("watchers", "monitoring")
        .replaceAll("carshop", "autodealgenie")
        .replace(/checksum\/config: .*/g, "");
    const sorted = (tree: ReadonlyMap<string, string>) =>
      [...tree].map(([path, text]) => [back(path), back(text)] as const).sort();
    expect(sorted(named.files).map(([path]) => path)).toEqual(
      sorted(plain.files).map(([path]) => path),
    );
    const lines = (tree: ReadonlyMap<string, string>) =>
      Object.fromEntries(sorted(tree).map(([path, text]) => [path, text.split(/\s+/).sort()]));
    expect(lines(named.files)).toEqual(lines(plain.files));

    let found = 0;
    for (const [path, text] of plain.files) if (WAYS("monitoring").test(text)) found += path.length;
    // The search finds those that exist.
    expect(found).toBeGreaterThan(0);
    const left = [...named.files].flatMap(([path, text]) => {
      const rest = text.replace(NO_NAMESPACE, "");
      return ["monitoring", "autodealgenie"].flatMap((name) => {
        const [said] = WAYS(name).exec(rest) ?? [];
        const inPath =
          !/\/(ClusterRole|PriorityClass)/.test(path) &&
          new RegExp(`^manifests/[A-Za-z]+-${name}-`).test(path);
        return [...(said === undefined ? [] : [`${path}: ${said}`]), ...(inPath ? [path] : [])];
      });
    });
    expect(left).toEqual([]);
  }, 120_000);

  it("has no dangling references", () => {
    expect(findings(buildStack(settings(stack, { ...MORE[stack], ...NAMED })).declared)).toEqual(
      [],
    );
  });
});

describe("a namespace that already exists", () => {
  const overrides: Overrides = {
    namespaces: { monitoring: { name: "tools", create: false } },
  };

  it("is neither created nor closed for other pods, but the stack's pods are restricted", async () => {
    const { objects } = await renderStack("prod", { overrides });
    const of = (kind: string) =>
      objects.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
    expect(of("Namespace")).toEqual(["autodealgenie"]);
    const { declared } = buildStack(settings("prod", overrides));
    expect(findings(declared)).toEqual([]);
    const { parts, policies, settings: network } = declared.network;
    expect(closedNamespaces(network)).toEqual(["autodealgenie"]);
    const stranger = { kind: "pod", namespace: "tools", labels: { app: "stranger" } } as const;
    const outside = { kind: "outsider", address: "203.0.113.9" } as const;
    const reach = (party: Parameters<typeof gateOf>[1]) =>
      gateOf(policies, party, "Egress", false)(outside, { protocol: "TCP", port: 9999 });
    expect(reach(stranger)).toBe(true);
    expect(reach({ ...peerOf(parts.prometheus!), kind: "pod" })).toBe(false);
    expect(flowsOf(parts, network).length).toBeGreaterThan(10);
  });
});

describe("a namespace", () => {
  const shared = (name: string) => ({ name, create: false });
  const found = (overrides: Overrides) => [
    ...findings(buildStack(settings("dev", overrides)).declared),
  ];

  it.each<[what: string, overrides: Overrides]>([
    [
      "a database",
      {
        namespaces: { application: shared("shop") },
        postgres: { host: "pg-rw.shop.svc", sslMode: "require" },
      },
    ],
    [
      "data services by their full names",
      {
        namespaces: { application: shared("cars") },
        postgres: { host: "pg-rw.cars.svc.cluster.local", sslMode: "require" },
        redis: { host: "redis-master.cars.svc.cluster.local", tls: false },
      },
    ],
    [
      "Services whose addresses are in files for people, or in Secrets",
      {
        namespaces: { monitoring: shared("tools") },
        grafana: { database: { host: "pg-rw.tools.svc", sslMode: "require" } },
        network: { receivers: ["teams.tools.svc:2000"] },
      },
    ],
    [
      "a remote-write target selected by pod labels",
      {
        namespaces: { monitoring: shared("monitoring") },
        network: {
          services: [{ host: "mimir.monitoring.svc", ports: [8080], labels: { app: "mimir" } }],
        },
        remoteWrite: [{ name: "mimir", url: "http://mimir.monitoring.svc/api/v1/push" }],
      },
    ],
    ["the cluster's DNS", { namespaces: { monitoring: shared("kube-system") } }],
  ])("may contain %s if it is shared", (_, overrides) => {
    expect(found(overrides)).toEqual([]);
  });

  it("is checked for unknown hosts if it is not shared", () => {
    const postgres = { host: "pg-rw.autodealgenie.svc", sslMode: "require" } as const;
    expect(
      found({ postgres })
        .map(({ what }) => what)
        .join(),
    ).toContain("pg-rw.autodealgenie.svc");
  });
});
