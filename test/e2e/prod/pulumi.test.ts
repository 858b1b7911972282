import { changeOver, endOwn } from "../support/ownCluster";

import { isReady } from "../../../lab/clients/pods";
import { settings } from "../../support/stacks";
import {
  ChangingStack,
  EVERYDAY_CHANGES,
  expectHarmless,
  expectUnchanged,
  type Change,
} from "../support/changingStack";
import { lab } from "../support/lab";
import { podsNow } from "../support/pulumi";

/** Each change is made on top of the previous ones. */
const CHANGES: Readonly<Record<string, Change>> = {
  ...EVERYDAY_CHANGES,
  "a higher limit of the autoscaler": {
    settings: { backend: { autoscaling: { maxReplicas: 10 } } },
  },
  "a larger volume": { settings: { alertmanager: { storage: "2Gi" } }, volumes: true, replaces: 1 },
};

/** On a machine without a cache, Pulumi is built first. */
const BUILD_MS = 3_600_000;

const trial = new ChangingStack("prod");

beforeAll(async () => {
  await lab("build", "--stack", "prod", "--with", "pulumi");
  await changeOver();
}, BUILD_MS);

afterAll(async () => {
  await trial.leave();
  console.log(trial.table());
  await endOwn();
});

describe("the prod stack, deployed by Pulumi", () => {
  it("is deployed from scratch, with every pod Ready", async () => {
    await trial.fromNothing();
    expect((await podsNow()).every(isReady)).toBe(true);
  });

  it("has nothing to update if nothing has changed", async () => {
    await expectUnchanged(await trial.stack());
  });

  it.each(Object.entries(CHANGES))("changes without a failed request: %s", async (what, change) => {
    const { backend } = settings("prod");
    expectHarmless(await trial.change(what, change), change, backend.replicas);
  });
});
