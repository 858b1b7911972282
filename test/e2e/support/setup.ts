import { runningNode } from "../../../lab/cluster/node";
import { PATHS } from "../../../lab/paths";
import { lab } from "./lab";
import { PROD_TIME_SCALE, TIME_SCALE } from "./scale";
import { stackUnderTest } from "./stack";

/** Brings the cluster up, in fast motion; whether it ran before is left for the teardown to know. */
export default async function setup(): Promise<void> {
  process.env.E2E_FOUND_RUNNING = runningNode() === undefined ? "" : "yes";
  // For a suite that has a cluster of its own.
  process.env.E2E_STATE = PATHS.state;
  const stack = stackUnderTest();
  const scale = stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
  await lab("up", "--stack", stack, "--time-scale", String(scale));
}
