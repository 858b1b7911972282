import fc from "fast-check";
import { load } from "js-yaml";

import { buildStack } from "../../../infra/plan";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import type { Workload } from "../../../infra/kubernetes/server";
import type { Route } from "../../../infra/rendered-config/alertmanager";
import { parseConfig } from "../../../infra/settings";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

const names = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

it("a production stack of any name needs no `ingressNamespace` if its distribution has a controller", () => {
  fc.assert(
    fc.property(names, fc.boolean(), (environment, production) => {
      const { network, ...dev } = settingsOf("dev") as { readonly network?: object };
      const raw = { ...dev, environment, production, cluster: { distribution: "k3s" } };
      const refused = () => parseConfig({ ...raw, network }, "Pulumi.test.yaml");
      // A stack like dev has other mistakes in production, none of them about ingress.
      if (production) expect(refused).not.toThrow("network.ingressNamespace: must name");
      if (production) expect(refused).toThrow("must");
      else expect(refused().network.ingressNamespace).toBeUndefined();
    }),
    { numRuns: 10 },
  );
});

it("an environment may have any name, which affects no other setting", () => {
  fc.assert(
    fc.property(names, (environment) => {
      expect(settings("dev", { environment })).toEqual({ ...settings("dev"), environment });
      expect(settings("prod", { environment })).toEqual({ ...settings("prod"), environment });
    }),
    { numRuns: 20 },
  );
});

it("a stack counts as production unless it sets `production: false`", () => {
  const { production: _, ...silent } = settingsOf("dev") as Record<string, unknown>;
  expect(() => parseConfig(silent, "here")).toThrow("postgres.host: must name the external host");
  expect(() => parseConfig({ ...silent, production: true }, "here")).toThrow("postgres.host:");
  const tried = merged(settingsOf("prod"), {
    environment: "prod",
    production: false,
    timeScale: 5,
  });
  expect(parseConfig(tried, "here").production).toBe(false);
});

describe("external labels", () => {
  function stackOf(overrides: Overrides) {
    const { parts } = buildStack(settings("prod", overrides));
    const all = parts as Readonly<Record<string, Workload | undefined>>;
    const args = (server: string) =>
      podTemplateOf(all[server]!.resource).spec!.containers[0]!.args ?? [];
    const [map] = parts.prometheus.configMaps;
    const config = load(map!.data!["prometheus.yml"]!) as {
      global: { external_labels: object };
      remote_write: { write_relabel_configs: object[] }[];
    };
    const folders = ["backupGrafana", "backupSilences"].map((job) => {
      const { env = [] } = podTemplateOf(all[job]!.resource).spec!.containers[0]!;
      return env.find(({ name }) => name === "FOLDER")!.value;
    });
    return { config, args, folders };
  }

  it("are added to outgoing data, and separate clusters in a bucket and in a tenant", () => {
    const { config, args, folders } = stackOf({
      prometheus: { externalLabels: { cluster: "eu-1.a", region: "eu" } },
      remoteWrite: [{ name: "a", url: "https://mimir.dealer.io", replicaLabel: "__replica__" }],
    });
    expect(config.global.external_labels).toEqual({
      environment: "prod",
      cluster: "eu-1.a",
      region: "eu",
      prometheus_replica: "${POD_NAME}",
    });
    expect(config.remote_write[0]!.write_relabel_configs).toContainEqual({
      target_label: "cluster",
      replacement: "eu-1.a",
    });
    for (const server of ["thanosStore", "thanosCompact"]) {
      const flag = args(server).find((each) => each.startsWith("--selector.relabel-config="))!;
      expect(load(flag.slice(flag.indexOf("=") + 1))).toEqual([
        { action: "keep", source_labels: ["environment"], regex: "prod" },
        { action: "keep", source_labels: ["cluster"], regex: String.raw`eu-1\.a` },
        { action: "keep", source_labels: ["region"], regex: "eu" },
      ]);
    }
    for (const folder of folders) expect(folder).toMatch(/backups\/eu-1\.a\/eu\/\w+$/);
  });

  it("restrict neither the bucket's blocks nor the backup folders if they are missing", () => {
    const { args, folders } = stackOf({});
    expect(args("thanosCompact").join()).not.toContain("selector");
    for (const folder of folders) expect(folder).toMatch(/:[^:]*\/backups\/\w+$/);
  });

  it("must not be labels by which alerts are routed, grouped or inhibited", () => {
    const { route, inhibit_rules } = buildStack(settings("prod")).declared.routing;
    const all: Route[] = [route];
    for (const each of all) all.push(...(each.routes ?? []));
    const labels = [
      ...all.flatMap(({ matchers = [], group_by = [] }) => [...matchers, ...group_by]),
      ...inhibit_rules.flatMap(({ source_matchers, target_matchers, equal }) => [
        ...source_matchers,
        ...target_matchers,
        ...equal,
      ]),
    ].map((text) => /^\w+/.exec(text)![0]);
    for (const label of new Set(labels)) {
      expect(() => settings("prod", { prometheus: { externalLabels: { [label]: "a" } } })).toThrow(
        `prometheus.externalLabels.${label}: must not be a label`,
      );
    }
  });

  it.each(["environment", "prometheus_replica", "job", "severity", "__name__", "a-b", ""])(
    "must not be %j",
    (label) => {
      expect(() => settings("prod", { prometheus: { externalLabels: { [label]: "a" } } })).toThrow(
        /prometheus\.externalLabels\./,
      );
    },
  );
});
