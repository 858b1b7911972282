import { stopNode } from "../../../lab/cluster/node";
import { up } from "../../../lab/up";

/** Leaves the cluster as it was found: down, or up at its own speed. */
export default async function teardown(): Promise<void> {
  if (process.env.E2E_FOUND_RUNNING === "yes") await up();
  else await stopNode();
}
