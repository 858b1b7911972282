import type { StatefulSet } from "../../infra/objects/kubernetes";
import { ALERTMANAGER_PORT } from "../../infra/ports";
import { PART_OF } from "../../infra/rendered-config/operator/labels";
import { PROBE_FILE } from "../../infra/rendered-config/webConfig";
import { found, kubectl } from "../kubectl";
import { Problem } from "../problem";

const NAME = "alertmanager";
const WEB_CONFIG = /^--web\.config\.file=(.*)\/[^/]+$/;

/** An Alertmanager that has the stack's alerts, and how to call it in its pod. */
export interface Alertmanager {
  /** The name of its StatefulSet. */
  readonly set: string;
  /** The flags with which amtool reaches it. */
  readonly flags: readonly string[];
  /** Matchers that select the stack's alerts among others. */
  readonly matchers: readonly string[];
}

/**
 * The stack's own Alertmanager in a namespace, or one that a prometheus-operator runs there.
 * @param name the StatefulSet of the operator's Alertmanager, if there are several
 * @throws Problem if there is none, or it is ambiguous
 */
export async function alertmanagerIn(namespace: string, name?: string): Promise<Alertmanager> {
  const own = name === undefined && (await found<StatefulSet>("statefulset", NAME, namespace));
  if (own) return { set: NAME, flags: flagsOf(own), matchers: [] };
  const text = await kubectl([
    ...["get", "statefulsets", "-n", namespace],
    ...["-l", "managed-by=prometheus-operator", "-o", "json"],
  ]);
  const { items } = JSON.parse(text) as { readonly items: readonly StatefulSet[] };
  const names = items.filter(isAlertmanager).map(({ metadata }) => metadata.name);
  const meant = name === undefined ? names : names.filter((each) => each === name);
  const [set, ...others] = meant;
  if (set !== undefined && others.length === 0) {
    const flags = [`--alertmanager.url=http://localhost:${ALERTMANAGER_PORT}`];
    return { set, flags, matchers: [`${PART_OF.label}=${JSON.stringify(PART_OF.value)}`] };
  }
  if (others.length > 0) {
    throw new Problem(
      `A prometheus-operator has several Alertmanagers in ${namespace}: ${names.join(", ")}.`,
      "Choose one with --alertmanager.",
    );
  }
  throw new Problem(
    `There is no StatefulSet ${namespace}/${name ?? NAME}${name === undefined ? ", and no Alertmanager of a prometheus-operator" : " of a prometheus-operator's Alertmanager"}.`,
    "Choose the cluster with KUBECONFIG or kubectl config use-context, and the namespace with --namespace.",
  );
}

function isAlertmanager({ spec }: StatefulSet): boolean {
  return spec.template.metadata?.labels?.["app.kubernetes.io/name"] === NAME;
}

/** With TLS, amtool authenticates with files in the server's own pod. */
function flagsOf({ spec }: StatefulSet): readonly string[] {
  const args = spec.template.spec?.containers.flatMap((each) => each.args ?? []) ?? [];
  const [folder] = args.flatMap((arg) => WEB_CONFIG.exec(arg)?.[1] ?? []);
  if (folder === undefined) return [`--alertmanager.url=http://localhost:${ALERTMANAGER_PORT}`];
  return [
    `--http.config.file=${folder}/${PROBE_FILE}`,
    `--alertmanager.url=https://localhost:${ALERTMANAGER_PORT}`,
  ];
}
