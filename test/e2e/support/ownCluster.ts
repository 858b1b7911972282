import { lab } from "./lab";

/**
 * Import this before anything from lab/: it gives a test file a cluster with its own state, in place of the shared one.
 * The shared cluster is stopped meanwhile, because both use the same ports.
 */
const SHARED = process.env.E2E_STATE;
if (SHARED === undefined) throw new Error("Nobody says where the shared cluster's state is.");
// A fixed name, so that the next run removes what a killed run has left there.
process.env.AUTODEALGENIE_STATE = `${SHARED}-own`;

/** Stops the shared cluster, whose data stays, and starts its own from scratch. */
export async function changeOver(): Promise<void> {
  const own = process.env.AUTODEALGENIE_STATE;
  process.env.AUTODEALGENIE_STATE = SHARED;
  await lab("down");
  process.env.AUTODEALGENIE_STATE = own;
  await lab("down", "--purge");
}

/** Stops the file's own cluster and deletes its data. */
export function endOwn(): Promise<void> {
  return lab("down", "--purge");
}
