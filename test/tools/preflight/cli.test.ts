import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { questionsOf, type QuestionName } from "../../../tools/preflight/questions";
import { aheadOf, measuredIn } from "../../../tools/preflight/asking";
import { toolPath } from "../../../lab/builder/tools";
import { scriptCommand } from "../../support/launched";
import { settings } from "../../support/stacks";
import { answersOf, storageClass, USUAL } from "./clusters";

const ROOT = join(__dirname, "../../..");

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

describe("npm run preflight", () => {
  let server: Server;
  let folder: string;
  let asked: { method: string; url: string; accept: string }[];
  let answering: Answering;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      asked.push({ method, url, accept: headers.accept ?? "" });
      answering(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "made-up", cluster: { server: `http://127.0.0.1:${port}` } }],
      contexts: [{ name: "made-up", context: { cluster: "made-up", user: "nobody" } }],
      users: [{ name: "nobody", user: {} }],
      "current-context": "made-up",
    };
    writeFileSync(join(folder, "config"), JSON.stringify(kubeconfig));
  });
  beforeEach(() => (asked = []));
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
    rmSync(folder, { recursive: true });
  });

  const env = () => ({
    ...process.env,
    KUBECONFIG: join(folder, "config"),
    PATH: `${dirname(toolPath("kubectl"))}${delimiter}${process.env.PATH ?? ""}`,
  });

  function preflight(...words: readonly string[]) {
    return new Promise<{ status: unknown; stdout: string; stderr: string }>((ended) => {
      execFile(
        ...scriptCommand("preflight", ...words),
        { cwd: ROOT, env: env() },
        (error, stdout, stderr) => ended({ status: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  /** A cluster's answers by path; 404 for other paths. */
  function answeredBy(made: typeof USUAL, denied: readonly QuestionName[] = []): Answering {
    const answers = answersOf(made);
    const paths = new Map<string, { status: number; body?: unknown }>(
      Object.entries(questionsOf(settings("dev"))).map(([name, { path }]) => [
        path,
        (denied as readonly string[]).includes(name)
          ? { status: 403 }
          : answers[name as QuestionName],
      ]),
    );
    paths.set("/api/v1/nodes/node-1/proxy/configz", {
      status: 200,
      body: { kubeletconfig: { serverTLSBootstrap: true } },
    });
    return ({ url = "" }, response) => {
      if (url === "/api/v1/nodes/node-1/proxy/metrics") {
        response.end(
          'kubelet_volume_stats_capacity_bytes{namespace="a",persistentvolumeclaim="b"} 1\n',
        );
        return;
      }
      const { status, body } = paths.get(url) ?? { status: 404, body: undefined };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body ?? { kind: "Status", code: status }));
    };
  }

  it("only reads from the cluster, and exits with status 0 if the cluster fits", async () => {
    answering = answeredBy(USUAL);
    const { status, stdout, stderr } = await preflight("dev");
    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: "",
      stdout: "dev: the cluster, v1.34.1, fits: 0 fail, 0 hints\n",
    });
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    const kinds = asked.find(({ url }) => url.includes("customresourcedefinitions"));
    expect(kinds?.accept).toContain("as=PartialObjectMetadataList");
  });

  it("exits with status 1 if something would fail, and names missing permissions", async () => {
    const storageClasses = [storageClass("slow", "rancher.io/local-path", true)];
    answering = answeredBy({ ...USUAL, storageClasses }, ["namespaces"]);
    const { status, stdout } = await preflight("dev");
    expect(status).toBe(1);
    expect(stdout.trimEnd().split("\n")).toEqual([
      "dev: fails: kubelets do not measure these volumes: DiskSpaceLow and VolumeFilling would never fire [storage]",
      "  Seen: StorageClass slow of rancher.io/local-path, whose volumes are folders on a node. Set cluster.storage.measured to false.",
      "dev: hint: you have no permission to list namespaces, so some checks were skipped [rights]",
      "  Seen: 403. See docs/clusters.md for the permissions that are needed.",
      "dev: the cluster, v1.34.1, does not fit: 1 fail, 1 hints",
    ]);
  });

  it("qualifies a positive result if some checks were skipped", async () => {
    answering = answeredBy(USUAL, ["nodes"]);
    const { status, stdout } = await preflight("dev");
    expect(status).toBe(0);
    expect(stdout).toContain("you have no permission to list nodes");
    expect(stdout).toContain("fits, as far as could be checked: 0 fail, 1 hints");
  });

  it.each([
    ["an unauthorized request", () => 401, "The API server answers 401 to /version"],
    ["an unavailable API server", () => 503, "The API server answers 503 to /version"],
  ])("reports %s in two lines", async (_, code, cause) => {
    answering = (__, response) => {
      response.writeHead(code());
      response.end("{}");
    };
    const { status, stderr } = await preflight("dev");
    expect(status).toBe(1);
    expect(stderr).toContain(cause);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  });

  it.each([[["staging"]], [[]], [["dev", "--context", "nowhere"]]])(
    "rejects the arguments %j in two lines, without contacting the cluster",
    async (words) => {
      const { status, stderr } = await preflight(...words);
      expect(status).toBe(1);
      expect(stderr.trimEnd().split("\n")).toHaveLength(2);
      expect(asked).toEqual([]);
    },
  );
});

describe("clock skew", () => {
  const at = (date: number) => ({ status: 200, text: "", date });

  it("excludes latency and the rounding of the Date header to whole seconds", () => {
    expect(aheadOf(at(10_000), 10_500, 10_700)).toBe(0);
    expect(aheadOf(at(10_000), 8000, 9000)).toBe(1000);
    expect(aheadOf(at(10_000), 20_000, 21_000)).toBe(-9001);
    expect(aheadOf({ status: 200, text: "" }, 1, 2)).toBeUndefined();
  });
});

it("reads the measured volumes from a kubelet's metrics", () => {
  const page = `# TYPE kubelet_volume_stats_capacity_bytes gauge
kubelet_volume_stats_capacity_bytes{namespace="shop",persistentvolumeclaim="data-db-0"} 1.0e+10
kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="data-db-1"} 1
`;
  expect(measuredIn(page)).toEqual(["shop/data-db-0"]);
  expect(measuredIn("kubelet_node_name 1\n")).toEqual([]);
});
