import type { StackName } from "../../../tools/render/render";
import type { KubeObject } from "../../../lab/deploy/object";
import { prodLabObjects } from "../../../lab/deploy/prod";
import { Secrets } from "../../../lab/deploy/secrets";
import { labObjects, stackObjects } from "../../../lab/deploy/stack";

const CERTIFICATE = { certificate: "certificate", key: "key", authority: "authority" };

const made = new Map<StackName, Promise<readonly KubeObject[]>>();

/**
 * Every object of the local cluster with a stack, including Grafana's. They are shared within a suite: do not change
 * them.
 */
export function everything(name: StackName = "dev"): Promise<readonly KubeObject[]> {
  const making = made.get(name) ?? make(name);
  made.set(name, making);
  return making;
}

async function make(name: StackName): Promise<readonly KubeObject[]> {
  const stack = await stackObjects({ timeScale: 1, stack: name });
  const common = labObjects(stack);
  return [...(name === "prod" ? besideProd(stack, common) : common), ...stack];
}

function besideProd(
  stack: readonly KubeObject[],
  common: readonly KubeObject[],
): readonly KubeObject[] {
  const certificates = {
    postgres: CERTIFICATE,
    redis: CERTIFICATE,
    receivers: CERTIFICATE,
    upstreams: CERTIFICATE,
    minio: CERTIFICATE,
    "victoria-metrics": CERTIFICATE,
    "metrics-server": CERTIFICATE,
    public: CERTIFICATE,
  };
  return prodLabObjects({ stack, common, secrets: new Secrets(), certificates });
}

/** The only object with a kind and a name. Throws if there is not exactly one. */
export function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const [found, ...more] = objects.filter(
    (each) => each.kind === kind && each.metadata.name === name,
  );
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${kind} ${name}.`);
  return found;
}
