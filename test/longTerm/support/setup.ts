import { ensureTools } from "../../../lab/builder/tools";
import { Problem } from "../../../tools/problem";

/** Builds what these tests run, which takes some minutes once. */
export default async function setup(): Promise<void> {
  try {
    await ensureTools(
      ...(["prometheus", "promtool", "thanos", "minio", "victoria-metrics"] as const),
      ...(["cortex", "vmauth"] as const),
    );
  } catch (error) {
    // Jest prints nothing of an error but its message.
    if (error instanceof Problem) throw new Error(String(error), { cause: error });
    throw error;
  }
}
