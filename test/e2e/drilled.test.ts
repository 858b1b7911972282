import { drills } from "../../lab/drills";
import { MACHINE_MS, type Outcome } from "../../lab/drills/run";
import { session } from "../../lab/drills/session";
import { outcomesTable } from "../../lab/drills/table";
import { TIME_SCALE } from "./support/scale";
import { settled } from "./support/settled";

/** Enough for all faults with their ends on a busy machine; a fifth of it was measured. */
const PATIENCE_MS = 70 * 60_000;

describe("alert drills", () => {
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    await settled();
    // Jest prints a test's output only at its end, which is too late for a quarter of an hour.
    const say = (line: string) => process.stdout.write(`  ${line}\n`);
    for (const outcome of await session(drills, { timeScale: TIME_SCALE, say })) {
      outcomes.set(outcome.alert, outcome);
    }
    process.stdout.write(`\n${outcomesTable([...outcomes.values()])}\n`);
  }, PATIENCE_MS);

  it.each(drills.map(({ alert }) => alert))("%s notifies in time, and resolves", (alert) => {
    const outcome = outcomes.get(alert);
    expect(outcome).toMatchObject({ alert, missing: undefined });
    expect(outcome?.deliveredMs).toBeLessThanOrEqual((outcome?.worstMs ?? 0) + MACHINE_MS);
  });
});
