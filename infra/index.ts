import * as pulumi from "@pulumi/pulumi";

import { growsAlone } from "./components/volumeClaims";
import { PROJECT, readConfig } from "./settings";
import { readSecrets } from "./settings/secrets";
import { program } from "./program";

const settings = new pulumi.Config(PROJECT);
const config = readConfig(settings);
const outputs = program(config, readSecrets(settings, config), growsAlone());

export const { grafanaUrl, grafanaUser, grafanaPassword } = outputs;
