import { runningNode } from "../../../lab/cluster/node";
import { PATHS } from "../../../lab/paths";
import { lab } from "./lab";
import { PROD_TIME_SCALE, TIME_SCALE } from "./scale";
import { extrasUnderTest, stackUnderTest } from "./stack";

/** Starts the cluster with a time scale, and records for the teardown whether it was running before. */
export default async function setup(): Promise<void> {
  process.env.E2E_FOUND_RUNNING = runningNode() === undefined ? "" : "yes";
  // For a suite that has its own cluster.
  process.env.E2E_STATE = PATHS.state;
  const stack = stackUnderTest();
  const extras = extrasUnderTest();
  if (extras.length > 0) await beside(extras.join("-"));
  const scale = stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
  const others = extras.length > 0 ? ["--with", ...extras] : [];
  await lab("up", "--stack", stack, "--time-scale", String(scale), ...others);
}

/** Extras get a cluster of their own: the usual one keeps its data, but is stopped meanwhile. */
async function beside(name: string): Promise<void> {
  await lab("down");
  process.env.AUTODEALGENIE_STATE = `${PATHS.state}-${name}`;
  // Removes what a killed run has left there.
  await lab("down", "--purge");
}
