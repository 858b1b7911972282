import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { buildSync } from "esbuild";

/** The hosts to which the proxy was asked to connect. */
const asked: string[] = [];
let [api, proxy]: Server[] = [];
let [folder, program]: string[] = [];

const portOf = (server: Server | undefined) => (server!.address() as AddressInfo).port;
const listening = (server: Server) =>
  new Promise<Server>((done) => server.listen(0, "127.0.0.1", () => done(server)));

beforeAll(async () => {
  api = await listening(createServer((_, response) => response.end('{"by":"itself"}')));
  proxy = await listening(
    createServer().on("connect", ({ url = "" }, client, head) => {
      asked.push(url);
      // Only the proxy can resolve external names.
      const upstream = connect(portOf(api), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
    }),
  );
  // In a separate process: the setting applies to Node's own fetch, which differs in a test.
  const { outputFiles } = buildSync({
    stdin: {
      contents: `
        import { getJson } from "./getJson";
        import { askThrough } from "./proxy";
        const [url, through] = process.argv.slice(2);
        if (through !== "") askThrough({ url: through, noProxy: "127.0.0.1,.svc" });
        getJson("vehicle-search", new URL(url), 5000).then(
          (answer) => console.log(answer.by),
          ({ message }) => console.log(message),
        ).finally(() => process.exit(0));`,
      resolveDir: join(__dirname, "../../service/upstream"),
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "node",
    logLevel: "error",
  });
  folder = mkdtempSync(join(tmpdir(), "proxy-"));
  program = join(folder, "ask.js");
  writeFileSync(program, outputFiles[0]!.text);
});

beforeEach(() => void (asked.length = 0));
afterAll(() => {
  rmSync(folder!, { recursive: true });
  for (const server of [api!, proxy!]) {
    server.closeAllConnections();
    server.close();
  }
});

async function answerOf(host: string, through: string): Promise<string> {
  const url = `http://${host}:${portOf(api)}/`;
  const { stdout } = await promisify(execFile)(process.execPath, [program!, url, through]);
  return stdout.trim();
}

const ours = () => `http://127.0.0.1:${portOf(proxy)}`;

it("sends requests to external hosts through the proxy", async () => {
  expect(await answerOf("vehicles.dealer.test", ours())).toBe("itself");
  expect(asked).toEqual([`vehicles.dealer.test:${portOf(api)}`]);
});

it("connects directly to exempt hosts, and to all hosts if no proxy is configured", async () => {
  expect(await answerOf("127.0.0.1", ours())).toBe("itself");
  expect(await answerOf("127.0.0.1", "")).toBe("itself");
  expect(await answerOf("vehicles.dealer.test", "")).toContain("connection");
  expect(asked).toEqual([]);
});
