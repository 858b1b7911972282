import crd from "../../../infra/crds/servicemonitors.json";
import { previousMonitorCrd, readPreviousMonitorCrd } from "../../../lab/builder/previous";
import { build } from "../../../lab/builder/progress";
import { kubectl, kubectlGet } from "../../../lab/cluster/kubectl";
import type { KubeObject } from "../../../lab/deploy/object";
import { stackObjects } from "../../../lab/deploy/stack";

interface Definition extends KubeObject {
  readonly metadata: KubeObject["metadata"] & {
    readonly annotations: Readonly<Record<string, string>>;
  };
}

interface Monitor extends KubeObject {
  readonly metadata: KubeObject["metadata"] & {
    readonly uid: string;
    readonly generation: number;
    readonly resourceVersion: string;
  };
  readonly spec: unknown;
}

const VERSION = "operator.prometheus.io/version";
const NAME = crd.metadata.name;
const OURS = ["--server-side", "--force-conflicts", "--field-manager=autodealgenie"];

/** Every ServiceMonitor in the cluster. */
async function monitors(): Promise<readonly Monitor[]> {
  return (await kubectlGet<{ items: readonly Monitor[] }>([NAME, "--all-namespaces"])).items;
}

/** The version of the definition in the cluster. */
async function version(): Promise<string | undefined> {
  return (await kubectlGet<Definition>(["crd", NAME])).metadata.annotations[VERSION];
}

async function define(definition: unknown): Promise<void> {
  await kubectl(["apply", ...OURS, "-f", "-"], JSON.stringify(definition));
  await kubectl(["wait", "--for=condition=Established", "--timeout=60s", `crd/${NAME}`]);
}

/** Validates objects against the current definition in the API server, without storing them. */
function judged(items: readonly unknown[]): Promise<string> {
  return kubectl(
    ["apply", ...OURS, "--dry-run=server", "--validate=strict", "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
}

const told = (of: readonly Monitor[]) =>
  of.map(({ metadata: { namespace, name, uid, generation, resourceVersion }, spec }) => ({
    ...{ namespace, name, uid, generation, resourceVersion, spec },
  }));

describe("the ServiceMonitor CRD, downgraded by a minor version and upgraded again", () => {
  let rendered: readonly KubeObject[] = [];
  let before: readonly Monitor[] = [];

  beforeAll(async () => {
    await build([previousMonitorCrd], () => undefined);
    rendered = (await stackObjects({ timeScale: 1, stack: "prod" })).filter(
      ({ kind }) => kind === "ServiceMonitor",
    );
    before = await monitors();
    expect(before.length).toBeGreaterThan(5);
    expect(before).toHaveLength(rendered.length);
  }, 300_000);

  afterAll(() => define(crd));

  it.each([
    ["previous", readPreviousMonitorCrd],
    ["pinned", () => crd],
  ])("keeps existing objects unchanged and valid in the %s version", async (_, definition) => {
    const wanted = definition() as Definition;
    await define(wanted);
    expect(await version()).toBe(wanted.metadata.annotations[VERSION]);
    expect(told(await monitors())).toEqual(told(before));
    await judged(rendered);
    expect(told(await monitors())).toEqual(told(before));
    console.log(
      `${NAME} of ${String(await version())}: ${String(before.length)} objects are as they were, and valid.`,
    );
  });

  it("rejects an invalid ServiceMonitor", async () => {
    const [first] = rendered as unknown as readonly [Monitor];
    const bad = {
      ...first,
      spec: { ...(first.spec as object), endpoints: [{ interval: "often" }] },
    };
    await expect(judged([bad])).rejects.toThrow(/spec\.endpoints\[0\]\.interval/);
  });
});
