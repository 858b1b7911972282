import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { mongodbExporterServer } from "../../infra/components/mongodbExporter";
import type { Server } from "../../infra/kubernetes/server";
import { timesOf } from "../../infra/rendered-config/times";
import { MONGODB_USERS } from "../../infra/settings/mongodbUsers";
import { given } from "../../infra/settings/secretSources";
import { toolPath } from "../../lab/builder/tools";
import { poll } from "../../tools/polling";
import { freePort } from "./freePort";
import { settings } from "./stacks";

const START_SECONDS = 20;

/** How the exporter signs in to servers that use TLS: with the paths of files. */
interface Certificates {
  readonly authority: string;
  /** The certificate and its key. */
  readonly own: string;
}

/** The exporter that a stack deploys for servers at these addresses. */
function exporterOf(addresses: readonly string[], certificates?: Certificates) {
  const servers = addresses.map((name) => {
    const { hostname, port } = new URL(`mongodb://${name}`);
    return { host: hostname, port: Number(port) };
  });
  return mongodbExporterServer({
    image: "unused",
    times: timesOf(settings("dev")),
    mongodb: {
      uri: `mongodb://${addresses.join(",")}/autodealgenie`,
      servers,
      port: 27017,
      users: MONGODB_USERS,
      authSource: { backend: "admin", exporter: "admin" },
      ...(certificates
        ? {
            certificateAuthority: "unused",
            clients: {
              certificate: "unused",
              key: given("mongodbClientKey"),
              exporter: given("mongodbExporterCertificate"),
            },
          }
        : {
            passwords: {
              backend: given("mongodbBackendPassword"),
              exporter: given("mongodbExporterPassword"),
            },
          }),
      scraped: addresses.map((name) => ({
        name,
        uri: `mongodb://${name}/${certificates ? "?tls=true" : ""}`,
      })),
      keptDays: { searches: 1, answers: 1 },
    },
  });
}

/**
 * Runs the real exporter with a stack's start script and arguments.
 *
 * @param addresses the servers, each as host:port
 * @param by its user's password, or its certificate; left out, the exporter does not sign in
 */
export async function startMongodbExporter(
  addresses: readonly string[],
  by?: string | Certificates,
) {
  const certificates = typeof by === "object" ? by : undefined;
  const password = typeof by === "string" ? by : undefined;
  const { configMaps, resource, monitor } = exporterOf(addresses, certificates);
  const folder = mkdtempSync(join(tmpdir(), "adg-mongodb-exporter-"));
  writeFileSync(join(folder, "password"), password ?? "unused");
  const script = configMaps[0]?.data?.["start.sh"] ?? 'exec /mongodb_exporter "$@"';
  writeFileSync(
    join(folder, "start.sh"),
    script
      .replace("/etc/secrets/password", join(folder, "password"))
      .replace("/mongodb_exporter", toolPath("mongodb_exporter")),
  );
  const container = resource.spec.template.spec?.containers[0];
  const port = await freePort();
  const child = spawn(
    "setpriv",
    [
      ...["--pdeathsig=KILL", "/bin/sh", join(folder, "start.sh")],
      ...(container?.args ?? []).map((arg) =>
        certificates === undefined
          ? arg
          : arg
              .replace("/etc/mongodb-exporter/authority.pem", certificates.authority)
              .replace("/etc/secrets/certificate.pem", certificates.own),
      ),
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    {
      stdio: "ignore",
      env:
        password === undefined
          ? {}
          : Object.fromEntries(
              (container?.env ?? []).map((each) => [each.name, String(each.value)]),
            ),
    },
  );
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = () =>
    at("/")
      .then(({ ok }) => ok)
      .catch(() => false);
  if (!(await poll(answers, { seconds: START_SECONDS, everyMs: 50 }))) {
    await close();
    throw new Error("mongodb_exporter did not start.");
  }
  return {
    at,
    /** What Prometheus stores of each endpoint of the stack's ServiceMonitor, in their order. */
    series: async (): Promise<readonly Stored[]> =>
      Promise.all(
        (monitor?.spec.endpoints ?? []).map(async ({ path = "/metrics", params = {} }) => {
          const query = Object.entries(params).map(([name, [value = ""]]): [string, string] => [
            name,
            value,
          ]);
          const page = await at(`${path}?${new URLSearchParams(query).toString()}`);
          return stored(await page.text(), monitor);
        }),
      ),
    close,
  };
}

/** A series, as Prometheus stores it: its name and labels as in a query. */
type Stored = Readonly<Record<string, number>>;

/** Applies the stack's metric relabelings to the page of its ServiceMonitor's first endpoint. */
function stored(page: string, monitor: Server["monitor"]): Stored {
  const rules = monitor?.spec.endpoints[0]?.metricRelabelings ?? [];
  const regex = (action: string) =>
    new RegExp(`^(?:${rules.find((rule) => rule.action === action)?.regex ?? ""})$`);
  const [kept, dropped] = [regex("keep"), regex("labeldrop")];
  return Object.fromEntries(
    [...page.matchAll(/^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/gm)].flatMap(
      ([, name = "", labels = "", value]) => {
        if (!kept.test(name)) return [];
        const own = [...labels.matchAll(/(\w+)=("[^"]*")/g)]
          .filter(([, label = ""]) => !dropped.test(label))
          .map(([, label, text]) => `${label}=${text}`)
          .sort();
        return [[`${name}{${own.join(",")}}`, Number(value)]];
      },
    ),
  );
}
