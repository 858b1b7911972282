import * as pulumi from "@pulumi/pulumi";

import { MONITORING } from "../objects/names";
import { crossChecks } from "./crossChecks";
import { withKnownIngress } from "./ingressControllers";
import { deployedPlaceholderFaults } from "./placeholders";
import { PROJECT, SETTINGS_KEY, strayKeyFaults } from "./projectKeys";
import { operatorFaults } from "./operatorFaults";
import { OWN_URLS, StackSchema, type StackConfig } from "./schema";
import { faultsOf, wording, type Fault } from "./wording";

export { PROJECT } from "./projectKeys";
export type { StackConfig, StackInput } from "./schema";

/**
 * Validates a stack's settings and fills in the defaults.
 *
 * @param where the file that they come from, for the message
 * @param keys all keys of the stack's configuration, as `namespace:key`, to find those that nothing reads
 * @throws pulumi.RunError that lists every fault at once
 */
export function parseConfig(raw: unknown, where: string, keys: Iterable<string> = []): StackConfig {
  const stray = [...strayKeyFaults(keys)];
  const parsed = StackSchema.safeParse(raw, { error: wording, reportInput: true });
  if (!parsed.success) throw refusal(where, [...stray, ...faultsOf(parsed.error.issues)]);
  const config = withOwnUrls(withKnownIngress(parsed.data));
  const faults = [...stray, ...operatorFaults(config, defaultsFor(config)), ...crossChecks(config)];
  if (faults.length > 0) throw refusal(where, faults);
  return config;
}

/** The settings of a stack that only sets what is required. */
function defaultsFor({ environment, grafana }: StackConfig): StackConfig {
  return StackSchema.parse({ environment, grafana: { url: grafana.url } });
}

/**
 * The settings with the default URLs moved to where the servers are: to the stack's own namespace, or to the
 * operator's.
 */
function withOwnUrls(config: StackConfig): StackConfig {
  const { prometheus, alertmanager, namespaces, mode, operator } = config;
  const { name } = namespaces.monitoring;
  const own = (server: keyof typeof OWN_URLS, url: string) => {
    if (url !== OWN_URLS[server]) return url;
    // The operator creates a Service of this name for its servers.
    return mode === "operator"
      ? url.replace(
          `${server}.${MONITORING}.`,
          `${server}-operated.${operator.prometheus.namespace}.`,
        )
      : url.replace(`.${MONITORING}.svc`, `.${name}.svc`);
  };
  return {
    ...config,
    // In operator mode the CRDs exist already.
    installCrds: config.installCrds && mode === "standalone",
    prometheus: { ...prometheus, url: own("prometheus", prometheus.url) },
    alertmanager: { ...alertmanager, url: own("alertmanager", alertmanager.url) },
  };
}

/** Reads the settings of the current stack. */
export function readConfig(settings = new pulumi.Config(PROJECT)): StackConfig {
  const where = `Pulumi.${pulumi.getStack()}.yaml`;
  const keys = Object.keys(pulumi.runtime.allConfig());
  const config = parseConfig(settings.getObject(SETTINGS_KEY) ?? {}, where, keys);
  const faults = pulumi.runtime.isDryRun() ? [] : [...deployedPlaceholderFaults(config)];
  if (faults.length > 0) throw refusal(where, faults);
  return config;
}

function refusal(where: string, faults: readonly Fault[]): pulumi.RunError {
  const lines = faults.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
  return new pulumi.RunError(
    [
      `${where} has mistakes under ${PROJECT}:${SETTINGS_KEY}:`,
      ...lines,
      `Correct them in ${where}. docs/configuration.md lists every setting and its default.`,
    ].join("\n"),
  );
}
