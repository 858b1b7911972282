import { eventually } from "../../../tools/polling";
import { isReady, podsOf } from "../../../lab/clients/pods";
import { kubectl } from "../../../lab/cluster/kubectl";
import { settled } from "../support/settled";
import { failedRequests, people } from "./support";

const BACKEND = ["deployment/backend", "--namespace=autodealgenie"];

beforeAll(() => settled());

it("a rollout restart replaces every backend pod without a failed request", async () => {
  const before = (await podsOf("backend")).map(({ metadata }) => metadata.name);
  const stop = people(10, 10);
  let report;
  try {
    await kubectl(["rollout", "restart", ...BACKEND]);
    await kubectl(["rollout", "status", ...BACKEND, "--timeout=280s"]);
    // The rollout is reported as complete while old pods still finish their requests.
    await eventually("those before are gone", 120, async () => {
      const left = (await podsOf("backend")).filter(({ metadata }) =>
        before.includes(metadata.name),
      );
      expect(left).toEqual([]);
    });
  } finally {
    report = await stop();
  }
  expect((await podsOf("backend")).filter(isReady).length).toBeGreaterThanOrEqual(3);
  expect(failedRequests(report)).toEqual({});
  expect(report.requests).toBeGreaterThan(50);
  console.log(
    `Rolling update: ${String(report.requests)} requests in ${report.seconds.toFixed(0)} s, 0 failed.`,
  );
}, 400_000);
