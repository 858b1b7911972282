import * as pulumi from "@pulumi/pulumi";

import { growsAlone } from "./components/volumeClaims";
import { MonitoringStack } from "./monitoringStack";
import { PROJECT, readConfig } from "./settings";
import { readSecrets } from "./settings/secrets";

const config = new pulumi.Config(PROJECT);
const settings = readConfig(config);
const secrets = readSecrets(config, settings);
const stack = new MonitoringStack(PROJECT, { settings, secrets, volumeGuard: growsAlone() });

export const grafanaUrl = stack.urls.grafana;
export const { grafanaUser, grafanaPassword } = stack;
