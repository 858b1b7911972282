import * as pulumi from "@pulumi/pulumi";

import { growsAlone } from "./components/volumeClaims";
import { MonitoringStack } from "./monitoringStack";
import { PROJECT, readConfig } from "./settings";
import { readSecrets } from "./settings/secrets";

/**
 * Deploys a stack's settings and secrets. Called once per preview and update, by whatever runs it with Pulumi's engine.
 *
 * @returns the stack's outputs
 * @throws pulumi.RunError with every mistake in the settings, or every missing secret
 */
export function program() {
  const config = new pulumi.Config(PROJECT);
  const settings = readConfig(config);
  const secrets = readSecrets(config, settings);
  const stack = new MonitoringStack(PROJECT, { settings, secrets, volumeGuard: growsAlone() });
  const { grafanaUser, grafanaPassword } = stack;
  return { grafanaUrl: stack.urls.grafana, grafanaUser, grafanaPassword };
}
