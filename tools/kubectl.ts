import { spawn } from "node:child_process";

import { Problem } from "./problem";

/**
 * Runs kubectl on the cluster of the current kubeconfig.
 * @returns its output
 * @throws Problem with kubectl's error message
 */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // In a separate process group: Ctrl-C goes to this program only, which then uses kubectl to clean up.
    const child = spawn("kubectl", args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Problem(
          error.code === "ENOENT" ? "kubectl is not on the PATH." : error.message,
          "Install it, and set KUBECONFIG to the cluster's kubeconfig. For the local cluster, use npm run lab -- restore or npm run lab -- silence.",
        ),
      );
    });
    child.on("close", (code) => {
      if (code === 0) resolve(said.out);
      else reject(new Problem(`kubectl ${args.slice(0, 3).join(" ")}: ${said.err.trim()}`, REMEDY));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
  });
}

const REMEDY =
  "Check that the kubeconfig is for this cluster, and that you have the permission in the monitoring namespace.";

/** An object, or undefined if none has this name. */
export async function found<T>(
  kind: string,
  name: string,
  namespace: string,
): Promise<T | undefined> {
  const text = await kubectl([
    "get",
    kind,
    name,
    "-n",
    namespace,
    "--ignore-not-found",
    "-o",
    "json",
  ]);
  return text.trim() === "" ? undefined : (JSON.parse(text) as T);
}
