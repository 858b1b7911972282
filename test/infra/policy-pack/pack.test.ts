import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeRequest,
  AnalyzeStackRequest,
  EnforcementLevel,
  type AnalyzeResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

const ROOT = join(__dirname, "..", "..", "..");
const RUNNER = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");

let pack: ChildProcess;
let analyzer: AnalyzerClient;

/** Runs the pack in its own folder and process, with the protocol of Pulumi's CLI. */
beforeAll(async () => {
  pack = spawn(process.execPath, [RUNNER, "127.0.0.1:1", "."], {
    cwd: join(ROOT, "infra/policy-pack"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(createInterface(pack.stdout!), "line")) as [string];
  analyzer = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
}, 120_000);

afterAll(async () => {
  analyzer.close();
  pack.kill();
  await once(pack, "exit");
});

const told = (response: AnalyzeResponse) =>
  response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    mandatory: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY,
  }));

function answer(
  ask: (done: (error: Error | null, response: AnalyzeResponse) => void) => unknown,
): Promise<ReturnType<typeof told>> {
  return new Promise((resolve, reject) => {
    ask((error, response) => (error ? reject(error) : resolve(told(response))));
  });
}

const struct = (props: object) => Struct.fromJavaScript(props as Record<string, JavaScriptValue>);
const urnOf = (type: string, name: string) => `urn:pulumi:prod::autodealgenie::${type}::${name}`;
const options = (protect: boolean) => new AnalyzerResourceOptions().setProtect(protect);

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const store = {
  metadata: { namespace: "monitoring", name: "store" },
  spec: {
    replicas: 1,
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { resources: { requests: { storage: "2Gi" } } } },
    ],
  },
};

it("rejects a StatefulSet whose replacement would delete its pods", async () => {
  const request = new AnalyzeRequest()
    .setType(STATEFUL_SET)
    .setName("store")
    .setUrn(urnOf(STATEFUL_SET, "store"))
    .setProperties(struct(store))
    .setOptions(options(false));
  expect(await answer((done) => analyzer.analyze(request, done))).toEqual([
    {
      policy: "stateful-sets-orphan-their-pods",
      message: expect.stringContaining("StatefulSet monitoring/store would take its pods with it"),
      mandatory: true,
    },
  ]);
});

it.each([true, false])("detects whether a namespace is protected: %s", async (protect) => {
  const type = "kubernetes:core/v1:Namespace";
  const request = new AnalyzeRequest()
    .setType(type)
    .setName("monitoring")
    .setUrn(urnOf(type, "monitoring"))
    .setProperties(struct({ metadata: { name: "monitoring" } }))
    .setOptions(options(protect));
  const found = await answer((done) => analyzer.analyze(request, done));
  expect(found.map(({ policy }) => policy)).toEqual(protect ? [] : ["namespaces-are-protected"]);
});

it("reports a missing claim when it analyzes a whole stack", async () => {
  const resource = new AnalyzerResource()
    .setType(STATEFUL_SET)
    .setName("store")
    .setUrn(urnOf(STATEFUL_SET, "store"))
    .setProperties(struct(store))
    .setOptions(options(false));
  const request = new AnalyzeStackRequest().setResourcesList([resource]);
  expect(await answer((done) => analyzer.analyzeStack(request, done))).toEqual([
    {
      policy: "claims-cover-their-volumes",
      message: expect.stringContaining("monitoring/data-store-0 is not in the stack"),
      mandatory: true,
    },
  ]);
});
