import type { StackName } from "../../../tools/render/render";
import type { LabSettings } from "../../../lab/deploy/labSettings";
import type { KubeObject } from "../../../lab/deploy/object";
import { prodLabObjects } from "../../../lab/deploy/prod";
import { Secrets } from "../../../lab/deploy/secrets";
import { labObjects, stackObjects } from "../../../lab/deploy/stack";

const CERTIFICATE = { certificate: "certificate", key: "key", authority: "authority" };

const made = new Map<string, Promise<readonly KubeObject[]>>();

/**
 * Every object of the local cluster with a stack, including Grafana's. They are shared within a suite: do not change
 * them.
 *
 * @param settings further settings of the stack
 */
export function everything(
  name: StackName = "dev",
  settings: LabSettings = {},
): Promise<readonly KubeObject[]> {
  const key = JSON.stringify([name, settings]);
  const making = made.get(key) ?? make(name, settings);
  made.set(key, making);
  return making;
}

async function make(name: StackName, settings: LabSettings): Promise<readonly KubeObject[]> {
  const stack = await stackObjects({ timeScale: 1, stack: name, settings });
  const common = labObjects(stack);
  return [...(name === "prod" ? besideProd(stack, common, settings) : common), ...stack];
}

function besideProd(
  stack: readonly KubeObject[],
  common: readonly KubeObject[],
  settings: LabSettings,
): readonly KubeObject[] {
  const certificates = {
    postgres: CERTIFICATE,
    redis: CERTIFICATE,
    receivers: CERTIFICATE,
    upstreams: CERTIFICATE,
    minio: CERTIFICATE,
    "victoria-metrics": CERTIFICATE,
    cortex: CERTIFICATE,
    "metrics-server": CERTIFICATE,
    public: CERTIFICATE,
  };
  return prodLabObjects({
    stack,
    common,
    secrets: new Secrets(),
    certificates,
    settings,
  });
}

/** The only object with a kind and a name. Throws if there is not exactly one. */
export function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const [found, ...more] = objects.filter(
    (each) => each.kind === kind && each.metadata.name === name,
  );
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${kind} ${name}.`);
  return found;
}
