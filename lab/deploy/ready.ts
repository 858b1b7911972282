import { kubectlGet } from "../cluster/kubectl";
import { poll } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import type { Workload } from "./object";

interface Live {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly generation: number;
  };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly state: {
        /** RFC 3339, in whole seconds. */
        readonly running?: { readonly startedAt: string };
        readonly waiting?: { readonly reason?: string; readonly message?: string };
      };
    }[];
  };
}

const PATIENCE_SECONDS = 180;
const HEARTBEAT_MS = 10_000;

/**
 * Waits until every pod of some workloads is up to date and Ready.
 *
 * @param since when the node was started, in milliseconds since 1970. The API server's status of a pod that has not
 * started since then is left over from an earlier node
 * @throws Problem that names what is not Ready after three minutes, and why
 */
export async function waitUntilReady(
  workloads: readonly Workload[],
  since: number,
  say: (line: string) => void,
): Promise<void> {
  const wanted = new Set(workloads.map(({ kind, metadata }) => nameOf(kind, metadata)));
  let spoken = Date.now();
  let waiting: readonly string[] = [];
  const ready = async () => {
    waiting = [...(await unready(wanted)), ...(await remembered(since))];
    if (waiting.length > 0 && Date.now() - spoken > HEARTBEAT_MS) {
      spoken = Date.now();
      say(`  … waiting for ${waiting.join(", ")}`);
    }
    return waiting.length === 0;
  };
  if (await poll(ready, { seconds: PATIENCE_SECONDS })) return;
  throw new Problem(
    `After ${String(PATIENCE_SECONDS)} s these are not Ready: ${waiting.join(", ")}.\n${await troubles()}`,
    "See: npm run lab -- logs <pod>, and npm run lab -- kubectl get events -A",
  );
}

async function unready(wanted: ReadonlySet<string>): Promise<readonly string[]> {
  const { items } = await kubectlGet<{ items: Live[] }>([
    "deployments,statefulsets",
    "--all-namespaces",
  ]);
  return items
    .filter(({ kind, metadata }) => wanted.has(nameOf(kind, metadata)))
    .filter((live) => !isReady(live))
    .map(({ metadata }) => metadata.name);
}

async function remembered(since: number): Promise<readonly string[]> {
  const { items } = await kubectlGet<{ items: Pod[] }>(["pods", "--all-namespaces"]);
  const second = Math.floor(since / 1000) * 1000;
  return items
    .filter(({ status }) =>
      (status.containerStatuses ?? []).some(
        ({ state }) => state.running && Date.parse(state.running.startedAt) < second,
      ),
    )
    .map(({ metadata }) => metadata.name);
}

function nameOf(kind: string, { namespace, name }: { namespace?: string; name: string }): string {
  return `${kind}/${namespace ?? "default"}/${name}`;
}

function isReady({ metadata, spec, status }: Live): boolean {
  return (
    status.observedGeneration === metadata.generation &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.readyReplicas ?? 0) === spec.replicas
  );
}

/** A line for each container that is not ready, with Kubernetes' reason. */
async function troubles(): Promise<string> {
  const { items } = await kubectlGet<{ items: Pod[] }>(["pods", "--all-namespaces"]);
  return items
    .flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? [])
        .filter(({ ready }) => !ready)
        .map(({ name, state }) => {
          const why = [state.waiting?.reason, state.waiting?.message].filter(Boolean).join(": ");
          return `  ${metadata.namespace}/${metadata.name} ${name}: ${why || status.phase}`;
        }),
    )
    .join("\n");
}
