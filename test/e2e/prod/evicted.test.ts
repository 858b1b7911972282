import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../../../tools/polling";
import { isReady, podsOf, type Pod } from "../../../lab/clients/pods";
import { kubectl } from "../../../lab/cluster/kubectl";
import { settled } from "../support/settled";
import { failedRequests, people } from "./support";

/** Requests a pod's eviction, like `kubectl drain`. */
function evict({ metadata: { name, namespace } }: Pod): Promise<string> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  return kubectl(["create", "--raw", path, "-f", "-"], JSON.stringify(eviction));
}

async function allReady(app: string, atLeast: number): Promise<readonly Pod[]> {
  return eventually(`${app} is whole`, 240, async () => {
    const pods = await podsOf(app);
    expect(pods.filter(isReady).length).toBe(pods.length);
    expect(pods.length).toBeGreaterThanOrEqual(atLeast);
    return pods;
  });
}

beforeAll(() => settled());

describe("a drain", () => {
  it.each(["backend", "alertmanager"])(
    "evicts one pod of %s, and a second only after the first is replaced",
    async (app) => {
      const [first, second] = await allReady(app, 3);
      const stop = people(5, 5);
      let report;
      try {
        await evict(first!);
        await expect(evict(second!)).rejects.toThrow(/would violate the pod's disruption budget/);
        await allReady(app, 3);
        // Now it may be evicted, too. The budget is updated a moment after the pod is Ready.
        await eventually("the second is evicted", 60, () => evict(second!));
        await allReady(app, 3);
        await sleep(1000);
      } finally {
        report = await stop();
      }
      expect(failedRequests(report)).toEqual({});
    },
    600_000,
  );
});
