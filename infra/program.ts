import * as pulumi from "@pulumi/pulumi";

import { growsAlone } from "./components/volumeClaims";
import { MonitoringStack } from "./monitoringStack";
import { PROJECT, readConfig } from "./settings";
import { readSecrets } from "./settings/secrets";

/**
 * What a stack's settings and secrets deploy. Called once for each preview and each update, by whoever runs it with
 * Pulumi's engine.
 *
 * @returns the stack's outputs
 * @throws pulumi.RunError that names every fault of the settings, or every secret that is missing
 */
export function program() {
  const config = new pulumi.Config(PROJECT);
  const settings = readConfig(config);
  const secrets = readSecrets(config, settings);
  const stack = new MonitoringStack(PROJECT, { settings, secrets, volumeGuard: growsAlone() });
  const { grafanaUser, grafanaPassword } = stack;
  return { grafanaUrl: stack.urls.grafana, grafanaUser, grafanaPassword };
}
