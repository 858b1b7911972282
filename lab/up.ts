import { IMAGES } from "../infra/versions";
import { merged } from "../tools/render/merge";
import type { StackName } from "../tools/render/render";
import { objectsBeside } from "./beside";
import { build, humanSeconds } from "./builder/progress";
import { isMade, withNeeds } from "./builder/stage";
import { serveCertificate } from "./certificates";
import { keepCredentials } from "./clients/credentials";
import { fetchGrafana } from "./cluster/grafana";
import { archiveOf, importImages } from "./cluster/images";
import { kubectl } from "./cluster/kubectl";
import { nodeStart, runningNode } from "./cluster/node";
import { ensureNode, whileStopped } from "./cluster/ready";
import { waitUntilCertified } from "./deploy/certified";
import { waitUntilEnforced } from "./deploy/enforced";
import { holdStack, requireStack, startCommand, type Deployer } from "./deploy/held";
import { imagesOf, isWorkload, type KubeObject, type Workload } from "./deploy/object";
import { waitUntilReady } from "./deploy/ready";
import type { LabSettings } from "./deploy/labSettings";
import { stackObjects } from "./deploy/stack";
import { emptyFolders, makeVolumes, volumesFor } from "./deploy/volumes";
import { deployBy } from "./deployers";
import { withLock } from "./lock";
import { isBesideOperator } from "./operator/names";
import { waitUntilOperated } from "./operator/operator";
import { imagesWith, partsOf } from "./parts";
import { preflight } from "./preflight";

type Say = (line: string) => void;

export interface UpOptions {
  /** The stack to deploy. @default dev */
  readonly stack?: StackName;
  /** Divides every interval, window and wait of the stack. */
  readonly timeScale?: number;
  /** @default kubectl */
  readonly by?: Deployer;
  /** Further settings of the stack. */
  readonly settings?: LabSettings;
  readonly say?: Say;
}

/** The result of bringing the cluster up. */
export interface Up {
  readonly grafana: boolean;
  /** The stack's objects as they were applied. */
  readonly stack: readonly KubeObject[];
  /** The settings of the stack, in addition to those that the local cluster always sets. */
  readonly settings: LabSettings;
}

/** Settings for a cluster without Grafana's image, whose pods would never start. */
const WITHOUT_GRAFANA: LabSettings = { grafana: { replicas: 0 } };

/**
 * Brings the local cluster up to date with this checkout: builds what is missing, starts the node, deploys a stack and
 * waits until everything is Ready. What is already up to date stays as it is.
 *
 * @throws Problem if, among other things, the cluster holds another stack's data
 */
export async function up({
  stack: name = "dev",
  timeScale = 1,
  by = "kubectl",
  settings = {},
  say = console.log,
}: UpOptions = {}): Promise<Up> {
  const started = Date.now();
  requireStack(name, by);
  const parts = partsOf(name, by, settings);
  const running = runningNode();
  if (running === undefined) await preflight(withNeeds(parts).filter((stage) => !isMade(stage)));
  return withLock(startCommand(name, by), async () => {
    await build(parts, say);
    const beside = isBesideOperator(settings);
    const grafana = beside ? undefined : fetchGrafana();
    // Checked again, because it may have changed during the wait for the build.
    requireStack(name, by);
    holdStack(name, by);
    await ensureNode(say);
    // In two steps, because Grafana's image may still be downloading.
    const changed = await importImages(imagesWith(name, settings).map(archiveOf));
    const fetched = await grafana;
    if (fetched !== undefined) {
      await importImages([fetched]);
    } else if (!beside) {
      say(`Grafana is left out: no registry answers for ${IMAGES.grafana}.`);
    }
    const given = beside || fetched !== undefined ? settings : merged(WITHOUT_GRAFANA, settings);
    const set = { timeScale, settings: given as LabSettings };
    const rendered = await stackObjects({ stack: name, ...set });
    const lab = await objectsBeside(name, rendered, set);
    await provideVolumes([...rendered, ...lab], say);
    const deployment = { name, ...set, stack: rendered, beside: lab };
    const stack = await deployBy[by](deployment, say);
    await serveCertificate();
    await waitUntilCertified(stack);
    await keepCredentials(stack);
    const workloads = [...lab, ...stack]
      .filter(isWorkload)
      .filter(({ spec }) => spec.replicas !== 0);
    await restart(
      workloads.filter((each) => imagesOf(each).some((image) => changed.includes(image))),
    );
    await waitUntilReady(workloads, nodeStart(), say);
    if (beside) await waitUntilOperated();
    await waitUntilEnforced();
    const seconds = (Date.now() - started) / 1000;
    say(`All ${String(workloads.length)} workloads are Ready, after ${humanSeconds(seconds)}.`);
    return { grafana: fetched !== undefined, stack, settings: set.settings };
  });
}

/** Gives volumes that were plain folders a file system with a size limit: their data is lost, which `say` reports. */
async function provideVolumes(objects: readonly KubeObject[], say: Say): Promise<void> {
  const replaced = await makeVolumes(volumesFor(objects), say);
  if (replaced.length === 0) return;
  say(`These volumes get a size limit, and lose their data: ${replaced.join(", ")}`);
  await whileStopped(() => {
    emptyFolders(replaced);
  });
}

/** For images whose content changed under the same name: the manifest is the same, so pods have to be restarted. */
async function restart(workloads: readonly Workload[]): Promise<void> {
  for (const { kind, metadata } of workloads) {
    const target = `${kind.toLowerCase()}/${metadata.name}`;
    await kubectl(["rollout", "restart", target, `--namespace=${metadata.namespace ?? "default"}`]);
  }
}
