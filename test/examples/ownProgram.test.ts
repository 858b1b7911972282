import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const EXAMPLE = join(ROOT, "examples/own-program");
const PACKAGE = "autodealgenie-monitoring";
const SECRETS = ["pagerdutyRoutingKey", "slackWebhookUrl", "watchdogUrl", "smtpPassword"];

/** Calls a function with a copy of the example in which this package is installed as a dependency. */
function installed<T>(use: (program: string) => T): T {
  const program = mkdtempSync(join(tmpdir(), "own-program-"));
  try {
    cpSync(EXAMPLE, program, { recursive: true });
    // As `pulumi new kubernetes-typescript` writes it, adapted to a current TypeScript.
    const compilerOptions = { strict: true, module: "nodenext", target: "es2022" };
    writeFileSync(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const modules = join(program, "node_modules");
    mkdirSync(modules);
    for (const name of readdirSync(join(ROOT, "node_modules"))) {
      if (!name.startsWith(".")) symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    }
    const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly files: readonly string[];
    };
    for (const file of ["package.json", ...files]) {
      cpSync(join(ROOT, file), join(modules, PACKAGE, file), {
        recursive: true,
        filter: (path) => !/\/(node_modules|dist)$/.test(path),
      });
    }
    return use(program);
  } finally {
    rmSync(program, { recursive: true });
  }
}

interface Registered {
  readonly registered: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

describe("another Pulumi program that imports the package", () => {
  const settings = Object.fromEntries(SECRETS.map((key) => [`dealer-platform:${key}`, "secret"]));
  let found: Registered;

  beforeAll(() => {
    found = installed((program) => {
      const runner = join(__dirname, "registered.js");
      const text = execFileSync(process.execPath, [runner, program, JSON.stringify(settings)], {
        encoding: "utf8",
        maxBuffer: 64 * 2 ** 20,
      });
      return JSON.parse(text) as Registered;
    });
  });

  it("deploys the whole stack as one component, beside its own resources", () => {
    expect(found.registered).toEqual(
      expect.arrayContaining([
        "autodealgenie:monitoring:MonitoringStack monitoring",
        "autodealgenie:monitoring:Prometheus prometheus",
        "kubernetes:apps/v1:Deployment backend",
        "kubernetes:core/v1:Namespace reports",
      ]),
    );
  });

  it("gets the addresses of the deployed services", () => {
    expect(found.outputs).toEqual({
      grafana: "https://grafana.dealer.example",
      prometheusInCluster: "http://prometheus.monitoring.svc:9090",
    });
  });
});
