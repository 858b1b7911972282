import { samples } from "../../lab/clients/prometheus";
import type { LabSettings } from "../../lab/deploy/stack";
import type { Traffic } from "../../lab/traffic/traffic";
import { up } from "../../lab/up";
import { fewestDuring } from "./support/backends";
import { labConfig } from "./support/labStack";
import { errorsIn, fewPeople } from "./support/people";
import { TIME_SCALE } from "./support/scale";
import { gone } from "./support/gone";
import { settled } from "./support/settled";
import { createSilence, deleteSilence, expectSilence, written } from "./support/silence";

/** Features that people turn on and off in a running stack. */
const SWITCHES: readonly (readonly [what: string, settings: LabSettings])[] = [
  ["an autoscaler", { backend: { autoscaling: { maxReplicas: 4 } } }],
  ["another backend", { backend: { replicas: labConfig.backend.replicas + 1 } }],
  ["a cluster of Alertmanagers", { alertmanager: { replicas: 3 } }],
  ["disruption budgets", { availability: { disruptionBudgets: true } }],
  ["no metrics of nodes", { prometheus: { nodeMetrics: false } }],
];

const WATCHED = 'up{job="backend"}';

const deploy = (settings: LabSettings = {}) =>
  up({ timeScale: TIME_SCALE, settings, say: () => undefined });

describe("a setting is changed, and changed back, while people use the backend", () => {
  const over = new AbortController();
  let traffic: Traffic;
  let sent: Promise<unknown>;
  let silenceId: string;

  beforeAll(async () => {
    await settled();
    silenceId = await createSilence();
    await written();
    traffic = fewPeople(over.signal);
    sent = traffic.run();
  });

  afterAll(async () => {
    over.abort();
    await sent;
    await deploy();
    await deleteSilence(silenceId);
  });

  it.each(SWITCHES)("%s: no backend too few, nothing lost", async (_, settings) => {
    const before = await samples(`${WATCHED}[3m]`);
    expect(before).not.toEqual([]);
    for (const change of [settings, {}]) {
      expect(await fewestDuring(deploy(change))).toBeGreaterThanOrEqual(labConfig.backend.replicas);
      await expectSilence(silenceId);
    }
    expect(await gone(before, WATCHED)).toEqual([]);
  });

  it("every request was answered, and none by an error", () => {
    const { answers, failures, requests } = traffic.report();
    expect(requests).toBeGreaterThan(100);
    expect(failures).toEqual({});
    expect(errorsIn({ answers })).toEqual([]);
  });
});
