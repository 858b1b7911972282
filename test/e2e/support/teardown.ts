import { lab } from "./lab";

/** Leaves the usual cluster as it was found: stopped, or running with a time scale of 1. */
export default async function teardown(): Promise<void> {
  const usual = process.env.E2E_USUAL_STATE;
  if (usual === undefined) throw new Error("Nobody says where the usual cluster's state is.");
  if (process.env.E2E_STATE !== usual) {
    await lab("down", "--purge");
    process.env.AUTODEALGENIE_STATE = usual;
  }
  const found = process.env.E2E_FOUND_RUNNING ?? "";
  await lab(...(found === "" ? ["down"] : ["up", ...found.split(" ")]));
}
