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

/** The placeholder for a secret. */
export const HIDDEN = "[secret]";

export interface RenderOptions {
  /** Replacements for some of the stack's settings. */
  readonly overrides?: DeepPartial<StackInput>;
  /** The values of the given secrets. @default `[secret]` for each */
  readonly secrets?: Readonly<Partial<Record<SecretKey, string>>>;
  /** The value of each generated password, by its name. @default `[secret]` for each */
  readonly random?: (name: string) => string;
  /** The certificate, in PEM, of an authority that cert-manager creates. @default `[secret]` */
  readonly authority?: string | undefined;
}

export interface Rendered {
  /** All Kubernetes objects, in an order in which they can be applied: Namespaces and the CRD first. */
  readonly objects: readonly KubernetesManifest[];
  /** The rendered tree, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const ROOT = join(__dirname, "..", "..");

/** Pulumi's mocks are global to the process, so only one rendering runs at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * What a stack would deploy, computed without a cluster and without the Pulumi CLI.
 * @throws pulumi.RunError that lists every mistake in the stack's settings, or an error that lists every dangling edge
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
 * A stack's settings, validated and with defaults.
 * @throws pulumi.RunError that lists every mistake in them
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
 * The raw settings in a stack's file.
 * @throws Problem if it has none that can be read
 */
export function settingsOf(stack: string): unknown {
  return fileOf(stack).settings;
}

/** The names of all stacks that have a file. */
export function stackNames(): readonly string[] {
  return [...stacksIn(ROOT)].sort();
}
