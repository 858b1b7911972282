import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";

import { toolPath } from "../../lab/builder/tools";
import { poll } from "../../tools/polling";
import { freePort } from "./freePort";

/**
 * The metrics page of a real exporter.
 *
 * @param program its path
 * @param args without the address at which it listens
 * @param env besides PATH
 */
export async function exporterPage(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const port = await freePort();
  const child = spawn(program, [...args, `--web.listen-address=127.0.0.1:${port}`], {
    env: { PATH: process.env.PATH, ...env },
    stdio: "ignore",
  });
  try {
    const page = await poll(
      () =>
        fetch(`http://127.0.0.1:${port}/metrics`).then(
          (answer) => answer.text(),
          () => undefined,
        ),
      { seconds: 20, everyMs: 50 },
    );
    if (typeof page !== "string") throw new Error(`${basename(program)} did not answer in 20 s`);
    return page;
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

/** The metrics page of a real postgres_exporter with some arguments and environment. */
export function postgresExporterPage(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return exporterPage(toolPath("postgres_exporter"), args, env);
}
