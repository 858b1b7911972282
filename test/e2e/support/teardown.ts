import { lab } from "./lab";
import { stackUnderTest } from "./stack";

/** Leaves the cluster as it was found: down, or up at its own speed. */
export default async function teardown(): Promise<void> {
  const found = process.env.E2E_FOUND_RUNNING === "yes";
  await lab(...(found ? ["up", "--stack", stackUnderTest()] : ["down"]));
}
