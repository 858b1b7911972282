import * as pulumi from "@pulumi/pulumi";

import { PROJECT, readConfig } from "./config";
import { readSecrets } from "./config/secrets";
import { program } from "./program";

const settings = new pulumi.Config(PROJECT);
const config = readConfig(settings);
const outputs = program(config, readSecrets(settings, config));

export const { grafanaUrl, grafanaUser, grafanaPassword } = outputs;
