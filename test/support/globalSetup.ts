import { ensureDebianTree } from "../../lab/builder/debian";
import { ensureTools } from "../../lab/builder/tools";
import { Problem } from "../../lab/problem";

/** What some tests run for real: Prometheus's, Alertmanager's and the workflows' own checkers, PostgreSQL and Redis. */
export default async function globalSetup(): Promise<void> {
  try {
    await ensureTools("promtool", "amtool", "actionlint");
    await ensureDebianTree();
  } catch (error) {
    // Jest prints nothing of an error but its message.
    if (error instanceof Problem)
      throw new Error(`${error.message}\n${error.remedy}`, { cause: error });
    throw error;
  }
}
