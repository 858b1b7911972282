import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { TEMPLATES } from "../../infra/rendered-config/alertmanagerTemplates";
import { toolPath } from "../../lab/builder/tools";
import { poll } from "../../tools/polling";
import { freePort } from "./freePort";

const PATIENCE_SECONDS = 60;

/** A real Alertmanager without peers. */
export interface Alertmanager {
  readonly url: string;
  /** Stops it, and resolves once it has exited. Its folder stays. */
  readonly end: () => Promise<void>;
}

/**
 * Starts an Alertmanager with the stack's templates, and waits until it answers.
 *
 * @param folder for its configuration, templates and data
 * @param config as YAML
 * @throws if it does not answer within a minute
 */
export async function startAlertmanager(folder: string, config: string): Promise<Alertmanager> {
  mkdirSync(join(folder, "templates"));
  writeFileSync(join(folder, "templates", "autodealgenie.tmpl"), TEMPLATES);
  const file = join(folder, "alertmanager.yml");
  writeFileSync(file, config);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    toolPath("alertmanager"),
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  if (await poll(() => answers(`${url}/-/ready`), { seconds: PATIENCE_SECONDS, everyMs: 50 })) {
    return { url, end };
  }
  await end();
  throw new Error(`Alertmanager did not answer within ${PATIENCE_SECONDS} s.`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
