import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { load } from "js-yaml";

import { toolPath, type Tool } from "../../../lab/builder/tools";
import { writeFolder } from "../../../tools/render/folder";
import { renderStack, STACKS, type Rendered, type StackName } from "../../../tools/render/render";

const rendered = {} as Record<StackName, Rendered>;

beforeAll(async () => {
  for (const stack of STACKS) rendered[stack] = await renderStack(stack);
});

describe.each(STACKS)("the rendered %s stack", (stack) => {
  it("has the folder structure that other tools rely on", () => {
    const tlsFiles = (folder: string, more: readonly string[]) =>
      stack === "prod"
        ? ["ca.crt", ...more, "tls.crt", "tls.key"].map((file) => `${folder}/${file}`)
        : [];
    const folders = [...rendered[stack].files.keys()].map((path) =>
      path.replace(/[^/]+\.(yaml|yml|json|ini|tmpl)$/, "*.$1"),
    );
    expect([...new Set(folders)]).toEqual([
      "alertmanager/*.yml",
      "alertmanager/templates/*.tmpl",
      ...tlsFiles("alertmanager/tls", ["*.yml"]),
      "grafana/dashboards/*.json",
      "grafana/*.ini",
      "grafana/provisioning/dashboards/*.yaml",
      "grafana/provisioning/datasources/*.yaml",
      ...tlsFiles("grafana/tls", []),
      "manifests/*.yaml",
      "prometheus/account/ca.crt",
      "prometheus/account/token",
      "prometheus/*.yml",
      "prometheus/rules/*.yml",
      ...tlsFiles("prometheus/tls", ["*.yml"]),
      ...(stack === "prod" ? ["packages/*.yaml"] : []),
      "*.json",
    ]);
    expect([...rendered[stack].files.keys()]).toEqual(
      expect.arrayContaining([
        "manifests/Namespace-monitoring.yaml",
        "manifests/StatefulSet-monitoring-prometheus.yaml",
        "manifests/CustomResourceDefinition-servicemonitors.monitoring.coreos.com.yaml",
      ]),
    );
  });

  it("has one file with the same content for each object", () => {
    const { objects, files } = rendered[stack];
    const manifests = [...files].filter(([path]) => path.startsWith("manifests/"));
    expect(manifests).toHaveLength(objects.length);
    expect(manifests.map(([, text]) => load(text))).toEqual(expect.arrayContaining([...objects]));
  });

  it("is identical byte for byte each time", async () => {
    const again = await renderStack(stack);
    expect([...again.files]).toEqual([...rendered[stack].files]);
  });

  it("begins with namespaces and CustomResourceDefinitions, and ends with ServiceMonitors", () => {
    const kinds = rendered[stack].objects.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(["Namespace", "Namespace", "CustomResourceDefinition"]);
    expect(kinds.at(-1)).toBe("ServiceMonitor");
  });

  it("sets the labels and the namespace of every object", () => {
    for (const { kind, metadata } of rendered[stack].objects) {
      if (kind === "CustomResourceDefinition") continue;
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/part-of": "autodealgenie",
        "app.kubernetes.io/managed-by": "pulumi",
      });
      if (/^(Namespace|PriorityClass|ClusterRole.*)$/.test(kind)) {
        expect(metadata.namespace).toBeUndefined();
      } else {
        // Prometheus may discover cert-manager where the stack installs it. Nothing else of ours is there.
        const others = kind.startsWith("Role") && stack === "prod" ? ["cert-manager"] : [];
        expect(["monitoring", "autodealgenie", ...others]).toContain(metadata.namespace);
      }
    }
  });

  const check = (tool: Tool, ...args: readonly string[]) => {
    const parent = mkdtempSync(join(tmpdir(), "rendered-"));
    try {
      const folder = join(parent, stack);
      writeFolder(folder, rendered[stack].files);
      const path = process.env[`AUTODEALGENIE_${tool.toUpperCase()}`] ?? toolPath(tool);
      return execFileSync(path, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
    } finally {
      rmSync(parent, { recursive: true });
    }
  };

  it("passes promtool's checks, including its lints", () => {
    const config = "prometheus/prometheus.yml";
    expect(check("promtool", "check", "config", "--lint=all", "--lint-fatal", config)).toContain(
      "1 rule files found",
    );
  });

  it("passes amtool's checks", () => {
    const output = check("amtool", "check-config", "alertmanager/alertmanager.yml");
    expect(output).toContain("4 receivers");
    expect(output).toContain("1 templates");
  });
});

describe("secrets", () => {
  const values = {
    pagerdutyRoutingKey: "given-1",
    slackWebhookUrl: "given-2",
    smtpPassword: "given-3",
    watchdogUrl: "given-4",
  };
  const random = (name: string) => `made-${name}`;

  it.each(STACKS)("are not shown in %s", (stack) => {
    const secrets = rendered[stack].objects.filter(({ kind }) => kind === "Secret");
    expect(secrets.length).toBeGreaterThan(4);
    for (const { stringData = {} } of secrets) {
      expect(Object.values(stringData).every((value) => value.includes("[secret]"))).toBe(true);
    }
  });

  it("appear only in Secrets if values are provided", async () => {
    const { objects, files } = await renderStack("dev", { secrets: values, random });
    const secretive = objects.filter((object) => /given-\d|made-\w/.test(JSON.stringify(object)));
    expect(new Set(secretive.map(({ kind }) => kind))).toEqual(new Set(["Secret"]));
    for (const [path, text] of files) {
      if (!path.startsWith("manifests/Secret-")) expect(text).not.toMatch(/given-\d|made-\w/);
    }
    const all = JSON.stringify(secretive);
    for (const value of Object.values(values)) expect(all).toContain(value);
    for (const name of ["postgres-app", "redis-backend", "grafana-admin", "jwt-secret"]) {
      expect(all).toContain(random(name));
    }
  });

  it("are stored without a trailing line break", async () => {
    const { objects } = await renderStack("dev", { secrets: values, random });
    const alertmanager = objects.find(
      ({ kind, metadata }) => kind === "Secret" && metadata.name === "alertmanager",
    );
    expect(alertmanager!.stringData).toEqual({
      "pagerduty-routing-key": "given-1",
      "slack-webhook-url": "given-2",
      "smtp-password": "given-3",
      "watchdog-url": "given-4",
    });
  });
});

it("rejects invalid settings", async () => {
  await expect(renderStack("prod", { overrides: { timeScale: 10 } })).rejects.toThrow(
    "timeScale: must be 1 in prod",
  );
});
