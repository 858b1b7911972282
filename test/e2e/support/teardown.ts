import { lab } from "./lab";
import { extrasUnderTest, stackUnderTest } from "./stack";

/** Leaves the cluster as it was found: stopped, or running with a time scale of 1. */
export default async function teardown(): Promise<void> {
  const found = process.env.E2E_FOUND_RUNNING === "yes";
  if (extrasUnderTest().length > 0) {
    await lab("down", "--purge");
    process.env.AUTODEALGENIE_STATE = process.env.E2E_STATE;
  }
  await lab(...(found ? ["up", "--stack", stackUnderTest()] : ["down"]));
}
