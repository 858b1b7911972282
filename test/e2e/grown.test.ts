import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Quantity } from "../../infra/settings/quantity";
import { claimsOf } from "../../infra/kubernetes/claims";
import { metadataOf } from "../../infra/objects/metadata";
import { MONITORING } from "../../infra/objects/names";
import type { StatefulSet } from "../../infra/objects/kubernetes";
import { statefulSet } from "../../infra/kubernetes/workload";
import { eventually } from "../../tools/polling";
import { podsOf } from "../../lab/clients/pods";
import { LAB_IMAGES } from "../../lab/builder/labImages";
import { VOLUMES } from "../../lab/cluster/folders";
import { kubectl, kubectlGet } from "../../lab/cluster/kubectl";
import { bring } from "../../lab/deploy/apply";
import type { KubeObject } from "../../lab/deploy/object";
import { stackObjects } from "../../lab/deploy/stack";
import { volumesFor } from "../../lab/deploy/volumes";
import { TIME_SCALE } from "./support/scale";

/**
 * A separate StatefulSet, because the stack's own volumes could not be shrunk afterwards. It is built and changed by
 * the stack's own code.
 */
const NAME = "growing";
const REPLICAS = 2;
const metadata = metadataOf(NAME, MONITORING, "metrics-store");

function growing(size: Quantity): readonly KubeObject[] {
  const set = statefulSet({
    metadata,
    replicas: REPLICAS,
    storage: { size, storageClass: undefined },
    template: {
      metadata: { labels: metadata.labels },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65534,
          fsGroup: 65534,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: NAME,
            image: LAB_IMAGES.pause,
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          },
        ],
      },
    },
  });
  const objects = [set] as unknown as readonly KubeObject[];
  return [...volumesFor(objects), ...(claimsOf(set) as readonly KubeObject[]), ...objects];
}

const folders = volumesFor(growing("64Mi")).map((each) => join(VOLUMES.host, each.metadata.name));

const running = async () => {
  const pods = await podsOf(NAME);
  expect(
    pods.map(({ status }) => status.conditions?.find(({ type }) => type === "Ready")?.status),
  ).toEqual(Array.from({ length: REPLICAS }, () => "True"));
  return pods.map((pod) => pod.metadata.uid).sort();
};

interface Claim {
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

const requested = async () => {
  const names = Array.from({ length: REPLICAS }, (_, i) => `data-${NAME}-${String(i)}`);
  const { items } = await kubectlGet<{ items: readonly Claim[] }>([
    "persistentvolumeclaims",
    `--namespace=${MONITORING}`,
    ...names,
  ]);
  return items.map(({ spec }) => spec.resources.requests.storage);
};

const setNow = () =>
  kubectlGet<StatefulSet & { metadata: { uid: string } }>([
    "statefulset",
    NAME,
    `--namespace=${MONITORING}`,
  ]);

beforeAll(async () => {
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o770 });
  await bring(growing("64Mi"));
  await eventually("its pods run", 120, running);
});

afterAll(async () => {
  const names = growing("64Mi").map(
    ({ kind, metadata: { name } }) => `${kind.toLowerCase()}/${name}`,
  );
  const inOrder = [...names].reverse();
  // In this order, because each keeps the next one in use: the StatefulSet, its claims, their volumes.
  for (const name of inOrder) {
    await kubectl(["delete", "--ignore-not-found", name, `--namespace=${MONITORING}`]);
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

it("a larger volume size grows the claims and replaces the StatefulSet, but keeps its pods", async () => {
  const pods = await running();
  const before = await setNow();
  await bring(growing("128Mi"));

  expect(await requested()).toEqual(["128Mi", "128Mi"]);
  const after = await setNow();
  expect(after.metadata.uid).not.toBe(before.metadata.uid);
  expect(after.spec.volumeClaimTemplates![0]!.spec!.resources!.requests).toEqual({
    storage: "128Mi",
  });
  await eventually("the new StatefulSet has taken its pods over", 60, async () => {
    const { status } = (await setNow()) as unknown as { status: { readyReplicas?: number } };
    expect(status.readyReplicas).toBe(REPLICAS);
  });
  expect(await running()).toEqual(pods);
});

it("an unchanged volume size leaves the StatefulSet alone", async () => {
  const before = await setNow();
  await bring(growing("128Mi"));
  expect((await setNow()).metadata.uid).toBe(before.metadata.uid);
});

it("a smaller volume size is rejected with a clear error before anything changes", async () => {
  const before = await setNow();
  await expect(bring(growing("64Mi"))).rejects.toThrow(
    `PersistentVolumeClaim ${MONITORING}/data-${NAME}-0 has 128Mi and cannot be shrunk to 64Mi`,
  );
  expect((await setNow()).metadata.uid).toBe(before.metadata.uid);
  expect(await requested()).toEqual(["128Mi", "128Mi"]);
});

describe("the stack's own claims", () => {
  const claims = async (storage: Quantity) => {
    const stack = await stackObjects({
      timeScale: TIME_SCALE,
      settings: { prometheus: { storage } },
    });
    const items = stack.filter(
      ({ kind, metadata: { name } }) =>
        kind === "PersistentVolumeClaim" && name === "data-prometheus-0",
    );
    expect(items).toHaveLength(1);
    return JSON.stringify({ apiVersion: "v1", kind: "List", items });
  };
  // The same apply as a deployment, without changing anything.
  const dryRun = async (storage: Quantity) =>
    kubectl(
      [
        ...["apply", "--server-side", "--force-conflicts", "--field-manager=autodealgenie"],
        ...["--dry-run=server", "-f", "-"],
      ],
      await claims(storage),
    );

  it("are accepted by the API server with a larger size", async () => {
    expect(await dryRun("3Gi")).toContain("persistentvolumeclaim/data-prometheus-0");
  });

  it("are rejected by the API server with a smaller size", async () => {
    await expect(dryRun("1Gi")).rejects.toThrow(/less than|Forbidden/);
  });
});
