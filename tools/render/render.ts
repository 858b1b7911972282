import { join } from "node:path";

import { parseConfig, PROJECT, type StackConfig, type StackInput } from "../../infra/settings";
import { neededSecrets, type SecretKey } from "../../infra/settings/secrets";
import { MonitoringStack } from "../../infra/monitoringStack";
import { filesOf } from "./files";
import { metricsText } from "./metrics";
import { merged, type DeepPartial } from "./merge";
import { registeredBy } from "./mocks";
import { packageFiles } from "./packages";
import { readStackFile, stacksIn, type StackFile } from "./stackFile";
import { METRICS_FILE } from "./names";
import { manifestsOf, type KubernetesManifest } from "./objects";

export { STACKS, type StackName } from "./names";
export type { KubernetesManifest } from "./objects";

/** What stands where a secret would. */
export const HIDDEN = "[secret]";

export interface RenderOptions {
  /** Replaces some of the stack's settings. */
  readonly overrides?: DeepPartial<StackInput>;
  /** The values of given secrets. @default each is shown as `[secret]` */
  readonly secrets?: Readonly<Partial<Record<SecretKey, string>>>;
  /** The value of each generated password, by its name. @default each is shown as `[secret]` */
  readonly random?: (name: string) => string;
  /** The certificate, in PEM, of an authority that cert-manager makes up. @default it is shown as `[secret]` */
  readonly authority?: string | undefined;
}

export interface Rendered {
  /** Every Kubernetes object, in an order in which they can be applied: Namespaces and the CRD first. */
  readonly objects: readonly KubernetesManifest[];
  /** The rendered tree, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const ROOT = join(__dirname, "..", "..");

/** Pulumi's mocks belong to the process, so one rendering waits for the other. */
let last: Promise<unknown> = Promise.resolve();

/**
 * What a stack would deploy, with no cluster and no Pulumi CLI.
 * @throws pulumi.RunError that names every fault of the stack's settings, an error that names every dangling edge
 */
export function renderStack(stack: string, options: RenderOptions = {}): Promise<Rendered> {
  const rendering = last.then(() => render(stack, options));
  last = rendering.catch(() => undefined);
  return rendering;
}

async function render(
  stack: string,
  { overrides = {}, secrets = {}, random = () => HIDDEN, authority }: RenderOptions,
): Promise<Rendered> {
  const config = configOf(stack, overrides);
  const given = Object.fromEntries(
    neededSecrets(config).map((key) => [key, secrets[key] ?? HIDDEN]),
  );
  const registered = await registeredBy(
    () => new MonitoringStack(PROJECT, { settings: config, secrets: given }),
    random,
    authority,
  );
  const objects = manifestsOf(registered);
  const files = new Map([
    ...filesOf(objects),
    ...packageFiles(registered),
    [METRICS_FILE, metricsText()] as const,
  ]);
  return { objects, files };
}

/**
 * A stack's settings, checked and with the defaults.
 * @throws pulumi.RunError that names every fault of them
 */
export function configOf(stack: string, overrides: DeepPartial<StackInput> = {}): StackConfig {
  const { settings, keys } = fileOf(stack);
  return parseConfig(merged(settings, overrides), nameOf(stack), keys);
}

function nameOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

function fileOf(stack: string): StackFile {
  return readStackFile(join(ROOT, nameOf(stack)));
}

/**
 * The settings in a stack's file, as they stand there.
 * @throws Problem where it has none that can be read
 */
export function settingsOf(stack: string): unknown {
  return fileOf(stack).settings;
}

/** Every stack that has a file. */
export function stackNames(): readonly string[] {
  return [...stacksIn(ROOT)].sort();
}
