import { exec } from "../builder/exec";
import { toolPath } from "../builder/tools";
import { Problem } from "../../tools/problem";
import { FILES } from "./folders";
import { runningNode } from "./node";

/** The environment in which kubectl sees only the local cluster. */
export function kubectlEnvironment(): Readonly<Record<string, string>> {
  // The discovery cache stays out of the user's home, too.
  return { KUBECONFIG: FILES.kubeconfig, KUBECACHEDIR: `${FILES.kubeconfig}.cache`, KUBERC: "off" };
}

/** @throws Problem if the local cluster is not running */
export function requireCluster(): void {
  if (runningNode() === undefined) {
    throw new Problem("The local cluster does not run.", "Start it: npm start");
  }
}

/** Runs kubectl against the local cluster and returns its standard output. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  return exec(toolPath("kubectl"), args, {
    env: kubectlEnvironment(),
    ...(input === undefined ? {} : { input }),
  });
}

/** The result of `kubectl get`: an object or a list of objects. */
export async function kubectlGet<T>(args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl(["get", ...args, "-o", "json"])) as T;
}
