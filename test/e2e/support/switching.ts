import { samples } from "../../../lab/clients/prometheus";
import type { LabSettings } from "../../../lab/deploy/labSettings";
import { up } from "../../../lab/up";
import { fewestDuring } from "./backends";
import { gone } from "./gone";
import { labConfig } from "./labStack";
import { failuresIn } from "./people";
import { PeopleApart } from "./peopleApart";
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
    let people: PeopleApart;
    let silenceId: string;

    beforeAll(async () => {
      await settled();
      silenceId = await createSilence();
      await written();
      people = new PeopleApart("dev");
    });

    afterAll(async () => {
      await people.leave();
      await deploy();
      await deleteSilence(silenceId);
    });

    it.each(switches)("%s: no backend too few, nothing lost", async (_, settings) => {
      const before = await samples(`${WATCHED}[3m]`);
      expect(before).not.toEqual([]);
      const failed = failuresIn(await people.report());
      for (const change of [settings, {}]) {
        expect(await fewestDuring(deploy(change))).toBeGreaterThanOrEqual(
          labConfig.backend.replicas,
        );
        await expectSilence(silenceId);
      }
      expect(await gone(before, WATCHED)).toEqual([]);
      expect(failuresIn(await people.report())).toEqual(failed);
    });

    it("every request was answered, and none by an error", async () => {
      const report = await people.report();
      expect(report.requests).toBeGreaterThan(100);
      expect(failuresIn(report)).toEqual({});
    });
  });
}
