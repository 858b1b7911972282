import { eventually } from "../../../tools/polling";
import { isReady, podsOf } from "../../../lab/clients/pods";
import { kubectlGet } from "../../../lab/cluster/kubectl";
import { failedRequests, people } from "./support";

interface Autoscaler {
  readonly spec: { readonly minReplicas: number; readonly maxReplicas: number };
  readonly status: { readonly desiredReplicas: number };
}

const autoscaler = () =>
  kubectlGet<Autoscaler>(["horizontalpodautoscaler", "backend", "--namespace=autodealgenie"]);

it("the autoscaler adds backend pods under load", async () => {
  const { spec } = await autoscaler();
  expect(spec).toMatchObject({ minReplicas: 3, maxReplicas: 9 });
  const before = spec.minReplicas;
  await eventually("no more of them than there have to be", 360, async () => {
    expect((await autoscaler()).status.desiredReplicas).toBe(before);
    expect((await podsOf("backend")).filter(isReady)).toHaveLength(before);
  });
  const began = Date.now();
  const stop = people(300, 100);
  let report;
  try {
    await eventually("the autoscaler wants more", 240, async () => {
      expect((await autoscaler()).status.desiredReplicas).toBeGreaterThan(before);
    });
    await eventually("there are more, Ready", 240, async () => {
      expect((await podsOf("backend")).filter(isReady).length).toBeGreaterThan(before);
    });
  } finally {
    report = await stop();
  }
  const after = (await podsOf("backend")).filter(isReady).length;
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  console.log(
    `Autoscaling: ${String(before)} to ${String(after)} backends after ${seconds} s, ` +
      `${String(report.requests)} requests, failed: ${JSON.stringify(failedRequests(report))}.`,
  );
}, 900_000);
