import { runningNode } from "../../../lab/cluster/node";
import { lab } from "./lab";
import { TIME_SCALE } from "./scale";

/** Brings the cluster up, in fast motion; whether it ran before is left for the teardown to know. */
export default async function setup(): Promise<void> {
  process.env.E2E_FOUND_RUNNING = runningNode() === undefined ? "" : "yes";
  await lab("up", "--time-scale", String(TIME_SCALE));
}
