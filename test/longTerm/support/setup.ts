import { ensureTools } from "../../../lab/builder/tools";
import { Problem } from "../../../tools/problem";

/** Builds the programs for these tests, which takes some minutes the first time. */
export default async function setup(): Promise<void> {
  try {
    await ensureTools(
      ...(["prometheus", "promtool", "thanos", "minio", "victoria-metrics"] as const),
      ...(["cortex", "vmauth"] as const),
    );
  } catch (error) {
    // Jest prints only the message of an error.
    if (error instanceof Problem) throw new Error(String(error), { cause: error });
    throw error;
  }
}
