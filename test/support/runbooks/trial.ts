import { kubectl, kubectlGet } from "../../../lab/cluster/kubectl";
import { isReady, restartsOf, type Pod } from "../../../lab/clients/pods";
import { IMAGES } from "../../../infra/versions";
import { eventually } from "../../../tools/polling";
import type { KubectlCommand } from "./kubectlWords";

/** A separate namespace for the objects that a runbook command changes, with the same names as in their own. */
export const TRIAL = "runbook-trial";

const CRASHED = "crashed";

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** With an image that the local cluster of every stack has, and that contains a shell. */
const container = (script: string) => ({
  name: "trial",
  image: IMAGES.redis,
  imagePullPolicy: "IfNotPresent",
  command: ["/bin/sh", "-c", script],
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 999,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
});

const WAITING = "trap exit TERM; while :; do sleep 1; done";

/** Kept across restarts of the container. */
const KEPT = "/kept";

/**
 * Ends once and then stays. A container that ends again and again has no previous one for a moment each time: between
 * its end and the kubelet's next look at it.
 */
const ENDS_ONCE = `[ ! -f ${KEPT}/ended ] || { ${WAITING}; }; touch ${KEPT}/ended; echo its last words; exit 1`;

/**
 * An object with the kind and the name in a command, which does nothing.
 * @param revision the revision of a workload's pods
 */
function standIn({ kind, name }: Named, revision: string): object {
  // No labels that anything else selects.
  const labels = { trial: name };
  if (kind === "Pod") return pod(name, WAITING);
  const spec = { terminationGracePeriodSeconds: 1, containers: [container(WAITING)] };
  const metadata = { name, namespace: TRIAL };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      ...(kind === "StatefulSet" && { serviceName: name }),
      template: { metadata: { labels, annotations: { revision } }, spec },
    },
  };
}

const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: TRIAL } };

/** Applies an object with a field manager, as a deployment does. */
export function deployed(object: object, manager: string, ...more: readonly string[]) {
  return kubectl(
    ["apply", "--server-side", `--field-manager=${manager}`, ...more, "-f", "-"],
    JSON.stringify(object),
  );
}

/** A workload in the trial namespace, at a revision. */
export const workloadAt = (named: Named, revision: string) => standIn(named, revision);

/** Does something in the trial namespace, and then deletes some objects there. */
export async function inTrial<T>(named: readonly Named[], use: () => Promise<T>): Promise<T> {
  await deployed(NAMESPACE, "trial");
  try {
    return await use();
  } finally {
    for (const { kind, name } of named) {
      const what = [kind.toLowerCase(), name, `--namespace=${TRIAL}`];
      await kubectl(["delete", ...what, "--ignore-not-found", "--wait", "--cascade=foreground"]);
    }
  }
}

/**
 * Runs a command while stand-ins for the objects that it names exist in the trial namespace.
 *
 * @param crashed whether it looks at a container that has crashed before
 * @param run gets the name of an existing pod
 */
export async function withTrial(
  { named }: KubectlCommand,
  crashed: boolean,
  run: (pod: string) => Promise<string>,
): Promise<string> {
  if (crashed) {
    const ended = { kind: "Pod", name: CRASHED };
    return inTrial([ended], async () => {
      await deployed(pod(CRASHED, ENDS_ONCE), "trial");
      await eventually("the container has ended once, and runs again", 60, async () => {
        const it = await found(CRASHED);
        if (restartsOf(it) === 0 || !isReady(it)) throw new Error("It has not been restarted.");
      });
      return run(CRASHED);
    });
  }
  const objects = named.map(({ kind, name = "" }) => ({
    kind,
    name: /^<.*>$/.test(name) ? "trial" : name,
  }));
  return inTrial(objects, async () => {
    // Two revisions, so that there is one to roll back to.
    for (const revision of ["first", "second"]) {
      for (const each of objects) await deployed(standIn(each, revision), "trial");
    }
    for (const { kind, name } of objects) {
      if (kind === "Pod") {
        await eventually(`${name} is Ready`, 60, async () => {
          if (!isReady(await found(name))) throw new Error("It is not Ready.");
        });
        continue;
      }
      const what = `${kind.toLowerCase()}/${name}`;
      await kubectl(["rollout", "status", what, `--namespace=${TRIAL}`, "--timeout=120s"]);
    }
    return run("trial");
  });
}

const found = (name: string) => kubectlGet<Pod>(["pod", name, `--namespace=${TRIAL}`]);

function pod(name: string, script: string): object {
  const kept = { name: "kept", mountPath: KEPT };
  const spec = {
    terminationGracePeriodSeconds: 1,
    containers: [{ ...container(script), volumeMounts: [kept] }],
    volumes: [{ name: kept.name, emptyDir: {} }],
  };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: TRIAL }, spec };
}
