import { samples } from "../../../lab/clients/prometheus";
import type { LabSettings } from "../../../lab/deploy/stack";
import type { Traffic } from "../../../lab/traffic/traffic";
import { up } from "../../../lab/up";
import { fewestDuring } from "./backends";
import { gone } from "./gone";
import { labConfig } from "./labStack";
import { errorsIn, fewPeople } from "./people";
import { TIME_SCALE } from "./scale";
import { settled } from "./settled";
import { createSilence, deleteSilence, expectSilence, written } from "./silence";
import type { Switch } from "./switches";

const WATCHED = 'up{job="backend"}';

const deploy = (settings: LabSettings = {}) =>
  up({ timeScale: TIME_SCALE, settings, say: () => undefined });

/** Describes that settings are changed, and changed back, while people use the backend, and that nothing is lost. */
export function describeSwitches(switches: readonly Switch[]): void {
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

    it.each(switches)("%s: no backend too few, nothing lost", async (_, settings) => {
      const before = await samples(`${WATCHED}[3m]`);
      expect(before).not.toEqual([]);
      const { failures, answers } = traffic.report();
      const [failed, errors] = [{ ...failures }, errorsIn({ answers })];
      for (const change of [settings, {}]) {
        expect(await fewestDuring(deploy(change))).toBeGreaterThanOrEqual(
          labConfig.backend.replicas,
        );
        await expectSilence(silenceId);
      }
      expect(await gone(before, WATCHED)).toEqual([]);
      const since = traffic.report();
      expect(since.failures).toEqual(failed);
      expect(errorsIn(since)).toEqual(errors);
    });

    it("every request was answered, and none by an error", () => {
      const { answers, failures, requests } = traffic.report();
      expect(requests).toBeGreaterThan(100);
      expect(failures).toEqual({});
      expect(errorsIn({ answers })).toEqual([]);
    });
  });
}
