import { ensureDebianTree } from "../../lab/build/debian";
import { ensureTools } from "../../lab/build/tools";

/** What some tests run for real: Prometheus's and Alertmanager's own checkers, PostgreSQL and Redis. */
export default async function globalSetup(): Promise<void> {
  await ensureTools("promtool", "amtool");
  await ensureDebianTree();
}
