import { setTimeout as sleep } from "node:timers/promises";

import { kubectlGet } from "../cluster/kubectl";
import { Problem } from "../../tools/problem";
import { certificatesIn } from "./certManager";
import type { KubeObject } from "./object";

interface Live extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

const PATIENCE_MS = 120_000;
const POLL_MS = 500;

/**
 * Waits until cert-manager has issued every Certificate of a stack.
 *
 * @throws Problem that names those that are not Ready, and why, when two minutes have passed
 */
export async function waitUntilCertified(stack: readonly KubeObject[]): Promise<void> {
  const wanted = new Set(certificatesIn(stack).map(nameOf));
  if (wanted.size === 0) return;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await kubectlGet<{ items: readonly Live[] }>([
      "certificates.cert-manager.io",
      "--all-namespaces",
    ]);
    const waiting = items.filter((each) => wanted.has(nameOf(each)) && !isReady(each));
    if (waiting.length === 0) return;
    if (Date.now() > deadline) {
      throw new Problem(
        `After ${String(PATIENCE_MS / 1000)} s these Certificates are not Ready: ${waiting.map(told).join("; ")}.`,
        "Look at: npm run lab -- logs cert-manager",
      );
    }
    await sleep(POLL_MS);
  }
}

function nameOf({ metadata: { namespace, name } }: KubeObject): string {
  return `${namespace ?? "default"}/${name}`;
}

function isReady({ status }: Live): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is }) => type === "Ready" && is === "True",
  );
}

function told(live: Live): string {
  const why = (live.status?.conditions ?? []).map(({ message }) => message).filter(Boolean);
  return `${nameOf(live)} (${why.join(" ") || "nothing is said of it"})`;
}
