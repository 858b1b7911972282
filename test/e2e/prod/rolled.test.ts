import { isReady, podsOf } from "../../../lab/ask/pods";
import { kubectl } from "../../../lab/cluster/kubectl";
import { settled } from "../support/settled";
import { failedRequests, people } from "./support";

const BACKEND = ["deployment/backend", "--namespace=autodealgenie"];

beforeAll(() => settled());

it("every backend is replaced without a failed request", async () => {
  const before = (await podsOf("backend")).map(({ metadata }) => metadata.name);
  const stop = people(10, 10);
  let report;
  try {
    await kubectl(["rollout", "restart", ...BACKEND]);
    await kubectl(["rollout", "status", ...BACKEND, "--timeout=280s"]);
  } finally {
    report = await stop();
  }
  const after = (await podsOf("backend")).filter(isReady).map(({ metadata }) => metadata.name);
  expect(after.length).toBeGreaterThanOrEqual(3);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  expect(failedRequests(report)).toEqual({});
  expect(report.requests).toBeGreaterThan(50);
  console.log(
    `Rolling update: ${String(report.requests)} requests in ${report.seconds.toFixed(0)} s, 0 failed.`,
  );
}, 400_000);
