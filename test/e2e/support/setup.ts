import { runningNode } from "../../../lab/cluster/node";
import { PATHS } from "../../../lab/paths";
import { lab } from "./lab";
import { PROD_TIME_SCALE, TIME_SCALE } from "./scale";
import { extrasUnderTest, stackUnderTest } from "./stack";

/** Brings the cluster up, in fast motion; whether it ran before is left for the teardown to know. */
export default async function setup(): Promise<void> {
  process.env.E2E_FOUND_RUNNING = runningNode() === undefined ? "" : "yes";
  // For a suite that has a cluster of its own.
  process.env.E2E_STATE = PATHS.state;
  const stack = stackUnderTest();
  const extras = extrasUnderTest();
  if (extras.length > 0) await beside(extras.join("-"));
  const scale = stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
  const others = extras.length > 0 ? ["--with", ...extras] : [];
  await lab("up", "--stack", stack, "--time-scale", String(scale), ...others);
}

/** Whoever asks for more than the stack gets it in a cluster of its own: what the usual one holds stays, but it is down meanwhile. */
async function beside(name: string): Promise<void> {
  await lab("down");
  process.env.AUTODEALGENIE_STATE = `${PATHS.state}-${name}`;
  // What a killed run has left there.
  await lab("down", "--purge");
}
