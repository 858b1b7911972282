import { lab } from "./lab";

/**
 * Imported before anything of lab/: gives a test file a cluster of its own, with a state of its own, in place of the one
 * that the others share. That one is down meanwhile, for both take the same ports.
 */
const SHARED = process.env.E2E_STATE;
if (SHARED === undefined) throw new Error("Nobody says where the shared cluster's state is.");
// A fixed name: what a killed run has left there goes with the next one.
process.env.AUTODEALGENIE_STATE = `${SHARED}-own`;

/** Ends the shared cluster, whose data stays, and begins the own one from nothing. */
export async function changeOver(): Promise<void> {
  const own = process.env.AUTODEALGENIE_STATE;
  process.env.AUTODEALGENIE_STATE = SHARED;
  await lab("down");
  process.env.AUTODEALGENIE_STATE = own;
  await lab("down", "--purge");
}

/** Ends the own one, with its data. */
export function endOwn(): Promise<void> {
  return lab("down", "--purge");
}
