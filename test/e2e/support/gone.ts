import { samples, type StoredSample } from "../../../lab/clients/prometheus";
import { eventually } from "../../../tools/polling";

/** Which of some stored samples of the last half hour Prometheus no longer has, once it answers. */
export async function gone(
  before: readonly StoredSample[],
  selector: string,
): Promise<readonly StoredSample[]> {
  const after = await eventually("Prometheus answers", 60, () => samples(`${selector}[30m]`));
  const key = ({ series, time }: StoredSample) => `${series}@${String(time)}`;
  const still = new Set(after.map(key));
  return before.filter((sample) => !still.has(key(sample)));
}
