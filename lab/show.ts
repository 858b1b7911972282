import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { APPLICATION } from "../infra/objects/names";
import type { StackName } from "../tools/render/render";
import { inherit } from "./builder/exec";
import { toolPath } from "./builder/tools";
import { kubectl, kubectlEnvironment, kubectlGet } from "./cluster/kubectl";
import { FOLDERS } from "./cluster/folders";
import { addresses, urlOf, type AddressName } from "./cluster/layout";
import { runningNode } from "./cluster/node";
import { DATABASES_NAMESPACE } from "./databases/addresses";
import { fetchSecured } from "./clients/fetch";
import { CREDENTIALS, securedName } from "./clients/secured";
import { memoryOf } from "./memory";
import { Problem } from "../tools/problem";
import { table } from "../tools/table";
import { Traffic } from "./traffic/traffic";

const MIB = 2 ** 20;

/** PostgreSQL's namespace. With prod it is the one of the external stand-ins. */
const POSTGRES_IN = { dev: APPLICATION, prod: DATABASES_NAMESPACE } as const;

/** What a person wants to know after starting the cluster. */
export async function welcome(grafana: boolean, stack: StackName): Promise<string> {
  const shown = (Object.keys(addresses()) as AddressName[]).filter(
    (name) => name !== "api" && (grafana || name !== "grafana"),
  );
  const lines = table(shown.map((name) => [urlOf(name), addresses()[name].what])).map(
    (line) => `  ${line}`,
  );
  const signIn = grafana
    ? ["Grafana: user admin, password", `  ${await grafanaPassword()}`]
    : ["None of the others needs a password. All of them only listen on this machine."];
  const { ca, cert, key } = CREDENTIALS;
  const secured = shown
    .map((name) => securedName(urlOf(name)))
    .filter((name) => name !== undefined);
  const certified =
    secured.length === 0
      ? []
      : [
          `TLS only, by name, and with a client certificate except for the backend: ${secured.join(", ")}.`,
          `  --cacert ${ca} --cert ${cert} --key ${key}`,
        ];
  return [
    "",
    ...lines,
    "",
    ...signIn,
    ...certified,
    "",
    "Try next:",
    "  npm run lab -- traffic              simulates users for a minute",
    `  npm run lab -- kubectl -n ${POSTGRES_IN[stack]} scale statefulset postgres --replicas 0`,
    `                                      a real fault: watch the page arrive on ${urlOf("receivers")}`,
    ...(grafana ? [] : ["  npm run dashboards                  the dashboards, without Grafana"]),
    "  npm run lab -- status               shows what runs",
    "  npm run lab -- down                 stops everything",
  ].join("\n");
}

async function grafanaPassword(): Promise<string> {
  const path = "jsonpath={.data['admin-password']}";
  const value = await kubectl(["get", "secret", "grafana", "-n", "monitoring", "-o", path]);
  return Buffer.from(value, "base64").toString();
}

interface Pod {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
    }[];
  };
}

function memoryLine(pid: number): string {
  const { processes, pods } = memoryOf(pid);
  return `Memory: node ${mib(processes)}, pods ${mib(pods)}, together ${mib(processes + pods)}.`;
}

/** What is running, one line each, and the total memory. */
export async function status(): Promise<string> {
  const node = runningNode();
  if (node === undefined) return "The local cluster is down. Start it with: npm start";
  const { items } = await kubectlGet<{ items: Pod[] }>(["pods", "--all-namespaces"]);
  const pods = items.map(({ metadata, status: { phase, containerStatuses = [] } }) => {
    const ready = containerStatuses.every((container) => container.ready);
    const restarts = containerStatuses.reduce((sum, each) => sum + each.restartCount, 0);
    return [
      `${metadata.namespace}/${metadata.name}`,
      ready ? "Ready" : phase,
      restarts === 0 ? "" : `${String(restarts)} restarts`,
    ];
  });
  return [`The node is process ${String(node.pid)}.`, ...table(pods), memoryLine(node.pid)].join(
    "\n",
  );
}

function mib(bytes: number): string {
  return `${String(Math.round(bytes / MIB))} MiB`;
}

/**
 * Prints the log of a process of the node, of a workload's first pod, or of a pod.
 *
 * @returns the exit status
 * @throws Problem if nothing has that name
 */
export async function showLogs(part: string, follow: boolean): Promise<number> {
  const file = join(FOLDERS.logs.host, `${part}.log`);
  if (existsSync(file)) return inherit("tail", ["-n", "200", ...(follow ? ["-f"] : []), file]);
  const { items } = await kubectlGet<{ items: Pod[] }>(["pods", "--all-namespaces"]);
  const pod = items.find(
    ({ metadata }) => metadata.name === part || metadata.name.startsWith(`${part}-`),
  );
  if (pod === undefined) {
    const names = items.map(({ metadata }) => metadata.name);
    const processes = readdirSync(FOLDERS.logs.host)
      .filter((name) => name.endsWith(".log"))
      .map((name) => name.slice(0, -".log".length));
    throw new Problem(
      `The local cluster has no part called ${part}.`,
      `Its parts are ${[...processes, ...names].join(", ")}.`,
    );
  }
  const { namespace, name } = pod.metadata;
  const where = [name, `--namespace=${namespace}`, "--all-containers", "--tail=200"];
  return inherit(
    toolPath("kubectl"),
    ["logs", ...where, ...(follow ? ["--follow"] : [])],
    kubectlEnvironment(),
  );
}

/** Upper limits for the load that the generator puts on one machine. */
const MOST = { rate: 200, seconds: 3600 } as const;

/**
 * Sends traffic to the real API for a while and prints a summary of the answers.
 *
 * @param rate requests per second
 * @param seconds how long
 * @throws Problem unless both are numbers above 0 and within the limits
 */
export async function showTraffic(rate: number, seconds: number): Promise<void> {
  for (const [name, value] of Object.entries({ rate, seconds })) {
    const most = MOST[name as keyof typeof MOST];
    if (!(value > 0 && value <= most)) {
      throw new Problem(
        `--${name} is ${String(value)}.`,
        `Give a number above 0, at most ${String(most)}.`,
      );
    }
  }
  const baseUrl = urlOf("backend");
  console.log(`${String(rate)} requests a second to ${baseUrl}, for ${String(seconds)} s.`);
  const users = Math.max(1, Math.ceil(rate / 4));
  const traffic = new Traffic({
    baseUrl,
    fetch: fetchSecured,
    users,
    requestsPerSecond: rate,
    seconds,
  });
  const { answers, failures } = await traffic.run();
  const lines = Object.entries({ ...answers, ...failures }).map(([what, count]) => {
    const [method = "", route = "", code = ""] = what.split(" ");
    return {
      route,
      line: `${String(count).padStart(6)}  ${method.padEnd(6)} ${route} ${code}`.trimEnd(),
    };
  });
  // Sorted by route, so that everything about one resource is together, whatever the method.
  for (const { line } of lines.sort((a, b) => a.route.localeCompare(b.route))) console.log(line);
}
