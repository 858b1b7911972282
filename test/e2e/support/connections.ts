import { waitUntilEnforced } from "../../../lab/deploy/enforced";
import { eventually } from "../../../tools/polling";
import { measured } from "./connected";
import { withStrangers } from "./strangers";

/** How long pods and policies may take to be what they are going to be. */
const PATIENCE_SECONDS = 60;

/** Holds every connection in the cluster to what its network policies say, and says how many there were. */
export async function connectsAsAnalysed(): Promise<void> {
  await withStrangers(async () => {
    await eventually("every connection is as the policies say", PATIENCE_SECONDS, async () => {
      await waitUntilEnforced();
      const started = Date.now();
      const { pods, tried, allowed, refused, differing, untold } = await measured();
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(
        `  ${String(pods)} pods, the node, the outside: ${String(tried)} connections tried in ${seconds} s, ` +
          `${String(allowed)} allowed, ${String(refused)} refused, ${String(differing.length)} differing; ` +
          `${String(untold)} left out, of which kube-router takes one end's word\n`,
      );
      expect(differing).toEqual([]);
      expect(Math.min(allowed, refused)).toBeGreaterThan(100);
    });
  });
}
