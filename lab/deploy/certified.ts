import { kubectlGet } from "../cluster/kubectl";
import { poll } from "../../tools/polling";
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

const PATIENCE_SECONDS = 120;

/**
 * Waits until cert-manager has issued every Certificate of a stack.
 *
 * @throws Problem that names those that are not Ready after two minutes, and why
 */
export async function waitUntilCertified(stack: readonly KubeObject[]): Promise<void> {
  const wanted = new Set(certificatesIn(stack).map(nameOf));
  if (wanted.size === 0) return;
  let waiting: readonly Live[] = [];
  const certified = async () => {
    const { items } = await kubectlGet<{ items: readonly Live[] }>([
      "certificates.cert-manager.io",
      "--all-namespaces",
    ]);
    waiting = items.filter((each) => wanted.has(nameOf(each)) && !isReady(each));
    return waiting.length === 0;
  };
  if (await poll(certified, { seconds: PATIENCE_SECONDS })) return;
  throw new Problem(
    `After ${String(PATIENCE_SECONDS)} s these Certificates are not Ready: ${waiting.map(told).join("; ")}.`,
    "See: npm run lab -- logs cert-manager",
  );
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
  return `${nameOf(live)} (${why.join(" ") || "no reason given"})`;
}
