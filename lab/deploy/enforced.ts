import type { NetworkPolicy } from "../../infra/objects/kubernetes";
import { hasLabels, type Labels } from "../../infra/objects/labels";
import { poll } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import { kubectlGet } from "../cluster/kubectl";
import { execInNode } from "../cluster/node";

/** A pod, reduced to what network policies and their engine look at. */
export interface FilteredPod {
  readonly kind: "Pod";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Labels;
  };
  readonly spec: { readonly hostNetwork?: boolean };
  readonly status: { readonly phase: string; readonly podIP?: string };
}

const PATIENCE_SECONDS = 60;

/**
 * Waits until network policies are enforced for every pod. kube-router writes the rules of all pods and policies at
 * once, after the address sets that these refer to: once a pod's rules name its policies, they filter by what is known
 * now.
 *
 * @throws Problem that names the pods without enforced policies after a minute
 */
export async function waitUntilEnforced(): Promise<void> {
  let waiting: readonly string[] = [];
  const enforced = async () => {
    // The order matters: the rules are read after the pods, so that every listed pod can already have rules. Later pods
    // need not have any.
    const { items } = await kubectlGet<{ items: readonly (FilteredPod | NetworkPolicy)[] }>([
      "pods,networkpolicies",
      "--all-namespaces",
    ]);
    const rules = await execInNode("/usr/sbin/iptables-save", ["--table", "filter"]);
    const pods = items.filter((item) => item.kind === "Pod");
    const policies = items.filter((item) => item.kind === "NetworkPolicy");
    waiting = unfiltered(rules, pods, policies);
    return waiting.length === 0;
  };
  if (await poll(enforced, { seconds: PATIENCE_SECONDS, everyMs: 200 })) return;
  throw new Problem(
    `After ${String(PATIENCE_SECONDS)} s network policies do not hold for: ${waiting.join(", ")}.`,
    "See: npm run lab -- logs kube-router. It needs a kernel with ipset: modprobe ip_set",
  );
}

/**
 * The pods, as `namespace/name`, whose rules do not match exactly the policies that select them.
 *
 * @param rules the output of iptables-save for the filter table
 * @throws Error if a policy selects by matchExpressions, which none of ours does
 */
export function unfiltered(
  rules: string,
  pods: readonly FilteredPod[],
  policies: readonly NetworkPolicy[],
): readonly string[] {
  const chains = chainsIn(rules);
  const names = policiesIn(rules);
  return pods
    .filter(isFiltered)
    .filter(({ metadata: { name, namespace, labels = {} }, status }) => {
      const held = names.get(chains.get(`${status.podIP ?? ""} ${namespace}/${name}`) ?? "");
      const wanted = policies
        .filter(({ metadata }) => metadata.namespace === namespace)
        .filter(({ spec }) => hasLabels(labels, labelsOf(spec.podSelector)))
        .map(({ metadata }) => metadata.name);
      return held === undefined || !isSame(held, new Set(wanted));
    })
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
}

function isFiltered({ spec, status }: FilteredPod): boolean {
  return status.phase === "Running" && status.podIP !== undefined && spec.hostNetwork !== true;
}

/** The chain with each pod's rules, by `address namespace/name`. */
function chainsIn(rules: string): ReadonlyMap<string, string> {
  const jump =
    /^-A KUBE-ROUTER-FORWARD -d (\S+)\/32 .*"rule to jump traffic destined to POD name:(\S+) namespace: (\S+) .*-j (KUBE-POD-FW-\w+)$/gm;
  return new Map(
    [...rules.matchAll(jump)].map(([, ip = "", name = "", namespace = "", chain = ""]) => [
      `${ip} ${namespace}/${name}`,
      chain,
    ]),
  );
}

/** The names of the policies that each pod's chain jumps to. */
function policiesIn(rules: string): ReadonlyMap<string, ReadonlySet<string>> {
  const chains = new Map<string, Set<string>>();
  for (const [, chain = ""] of rules.matchAll(/^:(KUBE-POD-FW-\w+) /gm)) {
    chains.set(chain, new Set());
  }
  const run = /^-A (KUBE-POD-FW-\w+) .*"run through nw policy (\S+)"/gm;
  for (const [, chain = "", policy = ""] of rules.matchAll(run)) chains.get(chain)?.add(policy);
  return chains;
}

function labelsOf(selector: NetworkPolicy["spec"]["podSelector"]): Labels {
  if (selector.matchExpressions) {
    throw new Error(
      "A policy selects by matchExpressions. Teach labelsOf() in enforced.ts what they mean.",
    );
  }
  return selector.matchLabels ?? {};
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
