import { runningNode } from "../../../lab/cluster/node";
import { held, startOptions } from "../../../lab/deploy/held";
import { PATHS } from "../../../lab/paths";
import { lab } from "./lab";
import { PROD_TIME_SCALE, TIME_SCALE } from "./scale";
import { ownCluster } from "./whichCluster";
import { extrasUnderTest, stackUnderTest } from "./stack";

/** Starts the cluster with a time scale, and records for the teardown what was running before. */
export default async function setup(): Promise<void> {
  const stack = stackUnderTest();
  const extras = extrasUnderTest();
  const there = held();
  process.env.E2E_FOUND_RUNNING =
    there === undefined || runningNode() === undefined
      ? ""
      : startOptions(there.stack, there.by).join(" ");
  process.env.E2E_USUAL_STATE = PATHS.state;
  const own = ownCluster(stack, extras, there);
  if (own !== undefined) await beside(own);
  // For a suite that has its own cluster.
  process.env.E2E_STATE = process.env.AUTODEALGENIE_STATE ?? PATHS.state;
  const scale = stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
  const others = extras.length > 0 ? ["--with", ...extras] : [];
  await lab("up", "--stack", stack, "--time-scale", String(scale), ...others);
}

/** Gives the tests a cluster of their own: the usual one holds something else, and keeps it, but is stopped meanwhile. */
async function beside(name: string): Promise<void> {
  await lab("down");
  process.env.AUTODEALGENIE_STATE = `${PATHS.state}-${name}`;
  // Removes what a killed run has left there.
  await lab("down", "--purge");
}
