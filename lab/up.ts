import { merged } from "../tools/render/merge";
import type { StackName } from "../tools/render/render";
import { IMAGES } from "../infra/versions";
import { keepCredentials } from "./clients/credentials";
import { operatorCrds } from "./builder/operatorCrds";
import { certManagerCrds, readCertManagerCrds } from "./builder/certManagerCrds";
import { debianTree } from "./builder/debian";
import * as go from "./builder/go";
import type { ImageStage } from "./builder/image";
import { extraImages, images, prodImages } from "./builder/images";
import { build, humanSeconds } from "./builder/progress";
import { pulumiParts } from "./builder/pulumi";
import { isMade, withNeeds, type Stage } from "./builder/stage";
import { serveCertificate } from "./certificates";
import { fetchGrafana } from "./cluster/grafana";
import { archiveOf, importImages } from "./cluster/images";
import { kubectl } from "./cluster/kubectl";
import { diedAtOnce, isCurrent, nodeStart, runningNode, startNode, stopNode } from "./cluster/node";
import { apply, begin, bring } from "./deploy/apply";
import { applicationAuthority } from "./deploy/authority";
import { waitUntilEnforced } from "./deploy/enforced";
import { holdStack, requireStack, startCommand, type Deployer } from "./deploy/held";
import { imagesOf, isWorkload, type KubeObject, type Workload } from "./deploy/object";
import { prodCertificates, prodLabObjects } from "./deploy/prod";
import { waitUntilCertified } from "./deploy/certified";
import { waitUntilReady } from "./deploy/ready";
import { Secrets } from "./deploy/secrets";
import { labObjects, stackObjects, stackSettings, type LabSettings } from "./deploy/stack";
import { emptyFolders, makeVolumes, volumesFor } from "./deploy/volumes";
import { withLock } from "./lock";
import { isBesideOperator } from "./operator/names";
import { operatorObjects, waitUntilOperated } from "./operator/operator";
import { preflight } from "./preflight";
import { poll } from "../tools/polling";
import { Problem } from "../tools/problem";
import { pulumiUp } from "./pulumi/up";

type Say = (line: string) => void;

export interface UpOptions {
  /** Which stack to deploy. @default dev */
  readonly stack?: StackName;
  /** Divides every interval, window and wait of the stack alike. */
  readonly timeScale?: number;
  /** @default kubectl */
  readonly by?: Deployer;
  /** What else is set of the stack. */
  readonly settings?: LabSettings;
  readonly say?: Say;
}

export interface Up {
  readonly grafana: boolean;
  /** The stack's objects, as they were applied. */
  readonly stack: readonly KubeObject[];
  /** What was set of the stack, beside what the local cluster always sets. */
  readonly settings: LabSettings;
}

const API_PATIENCE_SECONDS = 90;

/** What the stack is set to where nobody would wait in vain for a pod. */
const WITHOUT_GRAFANA: LabSettings = { grafana: { replicas: 0 } };

/** The images that the cluster runs with a stack that is so set. */
function imagesWith(stack: StackName, settings: LabSettings): readonly ImageStage[] {
  return [
    ...images,
    ...(stack === "prod" ? prodImages : []),
    ...(settings.mongodb === undefined ? [] : extraImages.mongodb),
    ...(settings.kafka === undefined ? [] : extraImages.kafka),
    ...(isBesideOperator(settings) ? extraImages.operator : []),
  ];
}

/** Everything that the cluster is made of, whichever stack it runs. */
const COMMON: readonly Stage[] = [
  // The longest first: it links on one core while the others compile on the other.
  go.kubernetes,
  debianTree,
  go.nodePrograms,
  go.prometheus,
  go.etcd,
  go.kubeRouter,
  go.kubeStateMetrics,
  go.alertmanager,
  go.blackboxExporter,
];

/** What the prod stack needs beyond that. */
const PROD: readonly Stage[] = [
  go.certManager,
  go.metricsServer,
  go.thanos,
  go.rclone,
  go.minio,
  go.victoriaMetrics,
  certManagerCrds,
];

/** Everything that the cluster is made of with a stack that is so set, and what deploys it. */
export function partsOf(
  stack: StackName,
  by: Deployer = "kubectl",
  settings: LabSettings = {},
): readonly Stage[] {
  return [
    ...(by === "pulumi" ? pulumiParts : []),
    ...COMMON,
    ...(stack === "prod" ? PROD : []),
    ...(isBesideOperator(settings) ? [operatorCrds] : []),
    ...imagesWith(stack, settings),
  ];
}

/**
 * Brings the local cluster up to this checkout: builds what is missing, starts the node, applies a
 * stack and waits until all of it is Ready. What is there already is left as it is.
 *
 * @throws Problem where the cluster holds another stack's data, among others
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
  if (running === undefined) await preflight(withNeeds(parts).some((stage) => !isMade(stage)));
  return withLock(startCommand(name, by), async () => {
    await build(parts, say);
    const beside = isBesideOperator(settings);
    const grafana = beside ? undefined : fetchGrafana();
    // Again, for it may have changed while this waited for the build.
    requireStack(name, by);
    holdStack(name, by);
    await ensureNode(say);
    await waitForApi();
    // In two parts, for the second may still be on its way.
    const changed = await importImages(imagesWith(name, settings).map(archiveOf));
    const fetched = await grafana;
    if (fetched !== undefined) {
      await importImages([fetched]);
    } else if (!beside) {
      say(`Grafana has no pod: no registry answers for ${IMAGES.grafana}.`);
    }
    const given = beside || fetched !== undefined ? settings : merged(WITHOUT_GRAFANA, settings);
    const set = given as LabSettings;
    const options = { timeScale, settings: set, stack: name };
    let stack = await stackObjects(options);
    const common = labObjects(stack, timeScale);
    const lab =
      name === "prod"
        ? [
            ...prodLabObjects({
              stack,
              common,
              secrets: new Secrets(),
              certificates: await prodCertificates(),
            }),
            ...readCertManagerCrds(),
          ]
        : [...common, ...(beside ? operatorObjects(timeScale) : [])];
    const replaced = await makeVolumes(volumesFor([...stack, ...lab]), say);
    if (replaced.length > 0) {
      say(`Volumes get a size of their own, without what they held before: ${replaced.join(", ")}`);
      await stopNode();
      emptyFolders(replaced);
      await startNode();
      await waitForApi();
    }
    if (by === "pulumi") {
      const namespaces = namespacesIn(stack);
      const within = ({ metadata }: KubeObject) => namespaces.includes(metadata.namespace ?? "");
      const given = stackSettings(timeScale, set, name);
      if (lab.some(within)) {
        const beside = lab.filter((object) => !within(object));
        await begin(beside);
        await bring(beside);
        await pulumiUp(name, given, say, { namespaces, bring: () => apply(lab) });
      } else {
        await apply(lab);
        await pulumiUp(name, given, say);
      }
    } else {
      const authority = await applicationAuthority(stack, lab);
      if (authority !== undefined) stack = await stackObjects({ ...options, authority });
      await apply([...lab, ...stack]);
    }
    await serveCertificate();
    await waitUntilCertified(stack);
    await keepCredentials(stack);
    const workloads = [...lab, ...stack]
      .filter(isWorkload)
      .filter(({ spec }) => spec.replicas !== 0);
    await restart(
      workloads.filter((each) => imagesOf(each).some((name) => changed.includes(name))),
    );
    await waitUntilReady(workloads, nodeStart(), say);
    if (beside) await waitUntilOperated();
    await waitUntilEnforced();
    const seconds = (Date.now() - started) / 1000;
    say(`All ${String(workloads.length)} workloads are Ready, after ${humanSeconds(seconds)}.`);
    return { grafana: fetched !== undefined, stack, settings: set };
  });
}

/** The namespaces that a stack makes. */
function namespacesIn(stack: readonly KubeObject[]): readonly string[] {
  return stack.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
}

async function ensureNode(say: Say): Promise<void> {
  const running = runningNode();
  if (running !== undefined && isCurrent(running)) return;
  if (running !== undefined) {
    say("The node is from an earlier build: restarting it, with its data.");
    await stopNode();
  }
  say("Starting the node.");
  await startNode();
}

async function waitForApi(): Promise<void> {
  let refusal: unknown;
  const answers = async () => {
    if (runningNode() === undefined) throw await diedAtOnce();
    return kubectl(["get", "--raw", "/readyz"]).catch((error: unknown) => {
      refusal = error;
      return undefined;
    });
  };
  if ((await poll(answers, { seconds: API_PATIENCE_SECONDS, everyMs: 250 })) !== undefined) return;
  throw new Problem(
    `The API server does not answer after ${String(API_PATIENCE_SECONDS)} s: ${String(refusal)}`,
    "Look at: npm run lab -- logs kube-apiserver",
  );
}

/** The same manifest with other content under the same image's name: pods have to be told. */
async function restart(workloads: readonly Workload[]): Promise<void> {
  for (const { kind, metadata } of workloads) {
    const target = `${kind.toLowerCase()}/${metadata.name}`;
    await kubectl(["rollout", "restart", target, `--namespace=${metadata.namespace ?? "default"}`]);
  }
}
