import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { Client } from "pg";

import { MonitoringStack } from "../../infra/monitoringStack";
import { neededSecrets } from "../../infra/settings/secrets";
import { toYaml } from "../../infra/rendered-config/yaml";
import { MIGRATIONS } from "../../service/db/migrations";
import { toolPath, type Tool } from "../../lab/builder/tools";
import { TlsBench } from "../infra/support/tlsBench";
import { startDataServers, withStatements, type DataServers } from "../support/dataServers";
import { freePort } from "../support/freePort";
import { requestsOf } from "../support/options";
import { rendered } from "../support/rendered";
import { dataClients, type Clients } from "../support/runbooks/clients";
import { kubectlCommand } from "../support/runbooks/kubectlWords";
import { commandsOf, onCallRoles, pageNames } from "../support/runbooks/page";
import { filled, PLACEHOLDERS, placeholdersIn } from "../support/runbooks/placeholders";
import { pipeline } from "../support/runbooks/shell";
import { settings } from "../support/stacks";

/** The commands for real clients, each once. For commands that run in a pod, only the part after kubectl. */
const lines: readonly string[] = [
  ...new Set(
    pageNames
      .flatMap((page) => commandsOf(page))
      .map(({ text }) => text.replace(/^kubectl -n \S+ exec \S+ (?:-c \S+ )?-- /, "")),
  ),
];
const of = (pattern: RegExp) => lines.filter((line) => pattern.test(line));

const ON_CALL = "on_call";
const SQL = of(/^(\/usr\/lib\/postgresql\/\S+|psql) /);
const REDIS = of(/^(sh -c '.*redis-cli|redis-cli) /);

describe("PostgreSQL and Redis", () => {
  let servers: DataServers;
  let clients: Clients;
  let held: Client;

  beforeAll(async () => {
    servers = await startDataServers();
    await withStatements(servers);
    clients = await dataClients(servers, ON_CALL);
    held = await servers.superuser();
    await held.query("CREATE EXTENSION pg_stat_statements");
    for (const { sql } of MIGRATIONS) await held.query(sql);
    // The person on call has an account in external servers with the roles that the README asks for, and is not a
    // superuser.
    await held.query(`CREATE ROLE ${ON_CALL} LOGIN IN ROLE ${onCallRoles().join(", ")}`);
    await held.query(
      `ALTER ROLE ${ON_CALL} PASSWORD '${await readFile(servers.passwordFile, "utf8")}'`,
    );
  }, 300_000);

  afterAll(async () => {
    await held.end().catch(() => undefined);
    await servers.close();
  });

  it.each(SQL.filter((line) => placeholdersIn(line).length === 0))("answer %s", (line) => {
    expect(clients.run(line)).toMatch(/\(\d+ rows?\)|^ANALYZE|^DELETE \d+|accepting connections/);
  });

  it.each(SQL.filter((line) => placeholdersIn(line).length > 0))(
    "terminate a session with %s",
    async (line) => {
      // The backend's user.
      const victim = new Client({
        host: servers.postgres.host,
        user: servers.user,
        password: await readFile(servers.passwordFile, "utf8"),
        database: "autodealgenie",
      });
      await victim.connect();
      const ended = new Promise((resolve) => victim.once("error", resolve));
      const { rows } = await victim.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      expect(clients.run(filled(line, { "<pid>": String(rows[0]!.pid) }))).toContain(" t\n");
      expect(String(await ended)).toContain("terminating connection");
      await victim.end().catch(() => undefined);
    },
  );

  it.each(REDIS)("answer %s", (line) => {
    expect(clients.run(line)).toMatch(/^# (Memory|Server|Stats)\r\n\w+:/);
  });

  it("receive mostly the same queries outside the cluster as inside", () => {
    const elsewhere = (line: string) => /\$(POSTGRES|REDIS)_URL/.test(line);
    const asked = (line: string) => line.replace(/^.* -c /, "").replace(/^.*(info \w+)'?$/, "$1");
    const all = [...SQL, ...REDIS];
    const there = all.filter(elsewhere).map(asked);
    const here = all.filter((line) => !elsewhere(line)).map(asked);
    expect(there.length).toBeGreaterThan(8);
    expect(here.filter((each) => there.includes(each)).length).toBeGreaterThan(here.length / 2);
  });
});

describe("the backend's connection checks", () => {
  const CONNECTS = of(/^node -e /);
  const run = (line: string, port: number) => {
    const [node] = pipeline(line);
    const address = { HOST: "127.0.0.1", PORT: String(port) };
    const env = Object.fromEntries(
      ["DATABASE", "REDIS"].flatMap((of) =>
        Object.entries(address).map(([name, value]) => [`${of}_${name}`, value]),
      ),
    );
    // Asynchronous, because this process has to answer.
    return promisify(execFile)(process.execPath, node!.words.slice(1), { env });
  };

  it.each(CONNECTS)("report success and failure with %s", async (line) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect((await run(line, port)).stdout).toBe("connected\n");
    server.close();
    await once(server, "close");
    await expect(run(line, await freePort())).rejects.toThrow("ECONNREFUSED");
  });

  it("cover both servers", () => {
    expect(CONNECTS).toHaveLength(2);
  });
});

/** The servers with TLS as in prod, and without as in dev, for the commands that reach them. */
describe("Prometheus and Alertmanager", () => {
  const bench = new TlsBench();
  const names = ["prometheus", "alertmanager"] as const;
  const ports = new Map<string, number>();
  const portOf = (scheme: string, name: string) => ports.get(`${scheme} ${name}`)!;

  beforeAll(async () => {
    const { files } = await rendered("prod");
    writeFileSync(
      join(bench.folder, "alertmanager.yml"),
      toYaml({ route: { receiver: "none" }, receivers: [{ name: "none" }] }),
    );
    writeFileSync(join(bench.folder, "prometheus.yml"), toYaml({ scrape_configs: [] }));
    for (const name of names) {
      bench.give(name);
      for (const file of ["web.yml", "probe.yml"]) {
        const text = files.get(`${name}/tls/${file}`)!;
        writeFileSync(
          join(bench.at(name), file),
          text.replaceAll(`/etc/${name}/tls`, bench.at(name)),
        );
      }
      for (const scheme of ["http", "https"]) {
        const port = await freePort();
        ports.set(`${scheme} ${name}`, port);
        const data = join(bench.folder, `${name}-${scheme}`);
        bench.start(
          name,
          [
            `--config.file=${name}.yml`,
            name === "prometheus" ? `--storage.tsdb.path=${data}` : `--storage.path=${data}`,
            `--web.listen-address=127.0.0.1:${port}`,
            ...(name === "alertmanager" ? ["--cluster.listen-address="] : []),
            ...(scheme === "https" ? [`--web.config.file=${bench.at(name)}/web.yml`] : []),
          ],
          bench.folder,
        );
      }
    }
    for (const name of names) {
      const path = name === "prometheus" ? "/-/ready" : "/api/v2/status";
      await bench.until(`${name} answers`, async () => {
        const { status } = await bench.ask(portOf("https", name), path, bench.ours, name);
        const plain = await fetch(`http://127.0.0.1:${portOf("http", name)}${path}`);
        return (status === 200 && plain.ok) || undefined;
      });
    }
  }, 120_000);

  afterAll(() => bench.end());

  /** Replaces paths and addresses in a pod by those of its stand-in. */
  const here = (line: string) =>
    names.reduce(
      (so, name) =>
        so
          .replace(
            /\b(https?):\/\/localhost:(9090|9093)/,
            (_, scheme: string, port: string) =>
              `${scheme}://localhost:${portOf(scheme, port === "9090" ? "prometheus" : "alertmanager")}`,
          )
          .replaceAll(`/etc/${name}/tls`, bench.at(name)),
      line,
    );
  const run = (line: string) => {
    const [program] = pipeline(filled(here(line), {}));
    const [path = "", ...args] = program!.words;
    return execFileSync(toolPath(path.replace("/bin/", "") as Tool), args, { encoding: "utf8" });
  };
  const TOOLS = of(/^\/bin\/(prom|am)tool /);

  it("receive the same commands with and without TLS", () => {
    const without = (line: string) =>
      line.replace(/--http\.config\.file=\S+ /, "").replace("https://", "http://");
    const plain = TOOLS.filter((line) => line.includes("http://"));
    expect(TOOLS.filter((line) => line.includes("https://")).map(without)).toEqual(plain);
    expect(plain.length).toBeGreaterThan(2);
  });

  it.each(TOOLS.filter((line) => !line.includes(" silence ")))("answer %s", (line) => {
    expect(() => run(line)).not.toThrow();
  });

  it.each(TOOLS.filter((line) => line.includes(" silence ")))("accept %s", (line) => {
    const id = run(line).trim();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(run(line.replace(/silence add .*/, "silence query --quiet"))).toContain(id);
    run(line.replace(/silence add .*/, `silence expire ${id}`));
  });

  it("return Prometheus's targets to the documented curl command with its client certificate", async () => {
    const [line] = of(/^curl /);
    const [curl] = pipeline(line!);
    const { words } = curl!;
    const option = (name: string) => words[words.indexOf(name) + 1]!;
    const url = new URL(words.at(-1)!);
    const [host, port, , forwarded] = option("--connect-to").split(":");
    expect([host, port]).toEqual([url.hostname, url.port]);
    const files = ["--cacert", "--cert", "--key"].map(option);
    // The files that the previous lines write from a Secret.
    const written = lines.flatMap((each) =>
      /^(?:curl|export) /.test(each) ? [] : pipeline(each).flatMap(({ into }) => into ?? []),
    );
    expect(written).toEqual(files);
    const forward = lines
      .filter((each) => each.includes("port-forward"))
      .map((each) => kubectlCommand(pipeline(each)[0]!.words.slice(1)));
    expect(forward).toContainEqual(expect.objectContaining({ port: Number(forwarded) }));
    const path = `${url.pathname}${url.search}`;
    const { status, body } = await bench.ask(portOf("https", "prometheus"), path, bench.ours);
    expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
      status: 200,
      body: { status: "success", data: { activeTargets: [] } },
    });
  });
});

describe("Thanos", () => {
  const folder = mkdtempSync(join(tmpdir(), "runbook-bucket-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(of(/^\/bin\/thanos /))("stops and resumes compacting a block with %s", (line) => {
    const store = join(folder, "objstore.yml");
    const bucket = join(folder, "bucket");
    writeFileSync(store, toYaml({ type: "FILESYSTEM", config: { directory: bucket } }));
    const [program] = pipeline(filled(line, {}).replace("/etc/secrets/objstore.yml", store));
    const args = program!.words.slice(1);
    const mark = join(bucket, PLACEHOLDERS["<block>"], "no-compact-mark.json");
    execFileSync(toolPath("thanos"), args, { stdio: "pipe" });
    expect(readFileSync(mark, "utf8")).toContain(PLACEHOLDERS["<why>"]);
    execFileSync(toolPath("thanos"), [...args, "--remove"], { stdio: "pipe" });
    expect(existsSync(mark)).toBe(false);
  });
});

it("makes Pulumi take over exactly one Deployment after a rollback", async () => {
  const config = settings("prod");
  const secrets = Object.fromEntries(neededSecrets(config).map((key) => [key, "secret"]));
  const requests = await requestsOf(
    () => new MonitoringStack("autodealgenie", { settings: config, secrets }),
  );
  const [line] = of(/^PULUMI_/);
  const { words, environment } = pipeline(line!)[0]!;
  expect(environment).toEqual({ PULUMI_K8S_ENABLE_PATCH_FORCE: "true" });
  const target = words[words.indexOf("--target") + 1]!;
  // As in Pulumi: ** matches anything, * anything except a colon.
  const pattern = new RegExp(
    `^${target
      .split("**")
      .map((part) => part.replaceAll(".", "\\.").replaceAll("*", "[^:]*"))
      .join(".*")}$`,
  );
  const urns = [...requests.values()].map(
    (request) => `urn:pulumi:prod::project::${request.getType()}::${request.getName()}`,
  );
  expect(urns.filter((urn) => pattern.test(urn))).toHaveLength(1);
});
