import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect as connectTcp, type AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer, type Server } from "node:tls";

import { OBJECT_STORAGE_FILE } from "../../../../infra/rendered-config/objectStorage";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import type { PodTemplate } from "../../../../infra/objects/kubernetes";
import { type KubernetesManifest } from "../../../../tools/render/render";
import { freePort } from "../../../support/freePort";
import type { Authority } from "../../../support/pki";
import { TlsBench } from "../../support/tlsBench";
import { rendered } from "../../../support/rendered";

/** Thanos's real components on the loopback, with the arguments and TLS files that prod would give them. */
const bench = new TlsBench();
const { folder, ours, theirs } = bench;

/** Further names in each of their certificates: the query expects the same name in all of them. */
const ALSO_NAMED = {
  "thanos-sidecar": ["thanos-grpc"],
  "thanos-store": ["thanos-grpc"],
  "thanos-query": ["thanos-grpc"],
  "thanos-compact": [],
} as const;
type Name = keyof typeof ALSO_NAMED;
const NAMES = Object.keys(ALSO_NAMED) as readonly Name[];
const BY_GRPC = NAMES.filter((name) => name !== "thanos-compact");

const give = (name: Name) => bench.give(name, ALSO_NAMED[name]);

let objects: readonly KubernetesManifest[];
const http = {} as Record<Name, number>;
const grpc = {} as Record<Name, number>;
let prometheus: number;

const named = (kinds: readonly string[], name: string) =>
  objects.find(({ kind, metadata }) => kinds.includes(kind) && metadata.name === name)!;

/** A container's arguments, with paths and addresses replaced by those on this machine. */
function argsOf(resource: string, name: Name, places: Readonly<Record<string, string>>) {
  const { spec } = named(["Deployment", "StatefulSet"], resource);
  const pod = (spec as { template: PodTemplate }).template.spec!;
  const { args } = pod.containers.find((each) => each.name === name)!;
  const all = {
    "/etc/tls": bench.at(name),
    "0.0.0.0:10902": `127.0.0.1:${http[name]}`,
    "0.0.0.0:10901": `127.0.0.1:${grpc[name]}`,
    [`--objstore.config-file=${OBJECT_STORAGE_FILE}`]: `--objstore.config=${BUCKET}`,
    "--data-dir=/var/thanos": `--data-dir=${join(folder, name, "data")}`,
    ...places,
  };
  return args!.map((arg) =>
    Object.entries(all).reduce((text, [there, here]) => text.replace(there, here), arg),
  );
}

const BUCKET = JSON.stringify({
  type: "FILESYSTEM",
  config: { directory: join(folder, "bucket") },
});

/** A server that accepts connections, records the client certificates, and sends nothing. */
class Doorkeeper {
  readonly seen: string[] = [];
  readonly #server: Server;

  /** @param as the name in the certificate that it presents */
  constructor(as: string) {
    const file = (name: string) => readFileSync(join(ours.folder, name));
    this.#server = createServer(
      {
        ca: file("ca.crt"),
        cert: file(`${as}.crt`),
        key: file(`${as}.key`),
        requestCert: true,
        rejectUnauthorized: true,
        ALPNProtocols: ["h2", "http/1.1"],
      },
      (socket) => {
        this.seen.push(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      },
    );
    this.#server.on("tlsClientError", () => undefined);
  }

  async port(): Promise<number> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

let ofStores: Doorkeeper;
let ofPrometheus: Doorkeeper;
/** The ports of a sidecar that waits for its Prometheus. */
const waiting = { http: 0, grpc: 0 };

beforeAll(async () => {
  ({ objects } = await rendered("prod"));
  for (const name of NAMES) {
    give(name);
    http[name] = await freePort();
    grpc[name] = await freePort();
    for (const [file, text] of Object.entries(named(["ConfigMap"], `${name}-tls`).data ?? {})) {
      writeFileSync(join(bench.at(name), file), text.replaceAll("/etc/tls", bench.at(name)));
    }
  }
  bench.give("prometheus");
  bench.give("thanos-query", ALSO_NAMED["thanos-query"]);
  theirs.sign("prometheus", ["prometheus", "localhost"]);
  mkdirSync(join(folder, "bucket"));

  prometheus = await freePort();
  const web = named(["ConfigMap"], "prometheus-tls").data!["web.yml"]!;
  writeFileSync(join(bench.at("prometheus"), "web.yml"), web);
  const own = join(folder, "prometheus");
  writeFileSync(
    join(own, "prometheus.yml"),
    toYaml({
      global: { scrape_interval: "1s", external_labels: { environment: "prod", replica: "0" } },
      scrape_configs: [
        {
          job_name: "prometheus",
          scheme: "https",
          tls_config: {
            ca_file: "tls/ca.crt",
            cert_file: "tls/tls.crt",
            key_file: "tls/tls.key",
            server_name: "prometheus",
          },
          static_configs: [{ targets: [`127.0.0.1:${prometheus}`] }],
        },
      ],
    }),
  );
  bench.start(
    "prometheus",
    [
      "--config.file=prometheus.yml",
      "--storage.tsdb.path=data",
      "--storage.tsdb.min-block-duration=2h",
      "--storage.tsdb.max-block-duration=2h",
      `--web.listen-address=127.0.0.1:${prometheus}`,
      "--web.config.file=tls/web.yml",
    ],
    own,
  );
  const sidecar = (url: string, more: Readonly<Record<string, string>> = {}) =>
    bench.start(
      "thanos",
      argsOf("prometheus", "thanos-sidecar", {
        "https://127.0.0.1:9090": url,
        "--tsdb.path=/prometheus": `--tsdb.path=${join(own, "data")}`,
        ...more,
      }),
      folder,
    );
  sidecar(`https://127.0.0.1:${prometheus}`);
  ofPrometheus = new Doorkeeper("prometheus");
  waiting.http = await freePort();
  waiting.grpc = await freePort();
  sidecar(`https://127.0.0.1:${await ofPrometheus.port()}`, {
    [`127.0.0.1:${http["thanos-sidecar"]}`]: `127.0.0.1:${waiting.http}`,
    [`127.0.0.1:${grpc["thanos-sidecar"]}`]: `127.0.0.1:${waiting.grpc}`,
  });
  bench.start("thanos", argsOf("thanos-store", "thanos-store", {}), folder);
  bench.start("thanos", argsOf("thanos-compact", "thanos-compact", {}), folder);
  ofStores = new Doorkeeper("thanos-store");
  bench.start(
    "thanos",
    [
      ...argsOf("thanos-query", "thanos-query", {
        // These names can be resolved only in a cluster.
        "dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc": `127.0.0.1:${grpc["thanos-sidecar"]}`,
        "dnssrv+_grpc._tcp.thanos-store.monitoring.svc": `127.0.0.1:${grpc["thanos-store"]}`,
      }),
      `--endpoint=127.0.0.1:${await ofStores.port()}`,
    ],
    folder,
  );
}, 300_000);

afterAll(async () => {
  ofStores.close();
  ofPrometheus.close();
  await bench.end();
});

jest.setTimeout(120_000);

/** Whether something accepts connections on a port. */
function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** The certificate of a gRPC server. @throws if it rejects the client's certificate */
function greet(port: number, by?: Authority): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: "localhost",
      port,
      ALPNProtocols: ["h2"],
      servername: "thanos-grpc",
      ca: readFileSync(join(ours.folder, "ca.crt")),
      ...(by && {
        cert: readFileSync(join(by.folder, "prometheus.crt")),
        key: readFileSync(join(by.folder, "prometheus.key")),
      }),
    });
    let fingerprint = "";
    socket.on("secureConnect", () => (fingerprint = socket.getPeerCertificate().fingerprint256));
    // An HTTP/2 server sends its settings first. With TLS 1.3, it does so only to accepted clients.
    socket.on("data", () => {
      socket.destroy();
      resolve(fingerprint);
    });
    socket.on("error", reject);
    socket.on("end", () => reject(new Error("It has hung up.")));
  });
}

const ready = (name: Name) =>
  bench.until(`${name} is ready`, async () => {
    const { status } = await bench.ask(http[name], "/-/ready", ours);
    return status === 200 ? true : undefined;
  });

it("Thanos Query reads Prometheus's data through the sidecar and connects to the store", async () => {
  await ready("thanos-query");
  const query = `/api/v1/query?query=${encodeURIComponent("up")}`;
  const found = await bench.until("the query knows what Prometheus has", async () => {
    const { body } = await bench.ask(http["thanos-query"], query, ours);
    const { data } = JSON.parse(body) as { data: { result: { metric: object }[] } };
    return data.result[0]?.metric;
  });
  expect(found).toMatchObject({ job: "prometheus", environment: "prod" });
  const kinds = await bench.until("the query has both", async () => {
    const { body } = await bench.ask(http["thanos-query"], "/api/v1/stores", ours);
    const { data } = JSON.parse(body) as { data: Record<string, { lastError: unknown }[]> };
    const well = Object.entries(data).filter(([, all]) =>
      all.some(({ lastError }) => lastError === null),
    );
    return well.length === 2 ? well.map(([kind]) => kind).sort() : undefined;
  });
  expect(kinds).toEqual(["sidecar", "store"]);
});

it("a sidecar accepts HTTP but not gRPC until it has reached its Prometheus", async () => {
  await bench.until("it answers", async () => {
    const { status } = await bench.ask(waiting.http, "/-/ready", ours);
    return status === 503 ? true : undefined;
  });
  expect(await takesConnections(waiting.http)).toBe(true);
  expect(await takesConnections(waiting.grpc)).toBe(false);
  await ready("thanos-sidecar");
  await bench.until("the other takes both", async () =>
    (await takesConnections(grpc["thanos-sidecar"])) ? true : undefined,
  );
});

describe.each(NAMES)("%s", (name) => {
  it("rejects clients without a certificate or with one from another CA", async () => {
    await ready(name);
    await expect(bench.ask(http[name], "/metrics")).rejects.toThrow(
      /certificate required|ECONNRESET/,
    );
    await expect(bench.ask(http[name], "/metrics", theirs)).rejects.toThrow(
      /unknown ca|unknown certificate|bad certificate|ECONNRESET/,
    );
  });

  it("presents a renewed certificate on the next connection, without a restart", async () => {
    const before = (await bench.ask(http[name], "/metrics", ours)).fingerprint;
    give(name);
    expect((await bench.ask(http[name], "/metrics", ours)).fingerprint).not.toBe(before);
  });
});

describe.each(BY_GRPC)("%s over gRPC", (name) => {
  it("rejects clients without a certificate or with one from another CA", async () => {
    await bench.until(`${name} answers`, () => greet(grpc[name], ours));
    await expect(greet(grpc[name])).rejects.toThrow(/certificate required|ECONNRESET|hung up/);
    await expect(greet(grpc[name], theirs)).rejects.toThrow(
      /unknown ca|unknown certificate|bad certificate|ECONNRESET|hung up/,
    );
  });

  it("presents a renewed certificate on the next connection, without a restart", async () => {
    const before = await greet(grpc[name], ours);
    give(name);
    expect(await greet(grpc[name], ours)).not.toBe(before);
  });
});

it.each([
  ["thanos-query", () => ofStores],
  ["thanos-sidecar", () => ofPrometheus],
] as const)("%s presents a renewed client certificate without a restart", async (name, of) => {
  const { seen } = of();
  await bench.until(`${name} asks`, () => Promise.resolve(seen.at(-1)));
  give(name);
  const now = (await bench.ask(http[name], "/metrics", ours)).fingerprint;
  await bench.until(`${name} asks by the new one`, () =>
    Promise.resolve(seen.at(-1) === now ? true : undefined),
  );
  expect(seen.slice(0, 1)).not.toContain(now);
  expect(bench.running.every(({ exitCode }) => exitCode === null)).toBe(true);
});

it("Thanos Query still returns fresh samples after all certificates were renewed", async () => {
  const query = `/api/v1/query?query=${encodeURIComponent("time() - timestamp(up)")}`;
  const age = await bench.until("a sample of the last seconds is found", async () => {
    const { body } = await bench.ask(http["thanos-query"], query, ours);
    const { data } = JSON.parse(body) as { data: { result: { value: [number, string] }[] } };
    const seconds = Number(data.result[0]?.value[1]);
    return seconds < 5 ? seconds : undefined;
  });
  expect(age).toBeLessThan(5);
});
