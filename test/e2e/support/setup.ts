import { runningNode } from "../../../lab/cluster/node";
import { up } from "../../../lab/up";
import { TIME_SCALE } from "./scale";

/** Brings the cluster up, in fast motion; whether it ran before is left for the teardown to know. */
export default async function setup(): Promise<void> {
  process.env.E2E_FOUND_RUNNING = runningNode() === undefined ? "" : "yes";
  const { grafana } = await up({ timeScale: TIME_SCALE });
  process.env.E2E_GRAFANA = grafana ? "yes" : "";
}
