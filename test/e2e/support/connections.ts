import { flowsOf, networkSettings } from "../../../infra/kubernetes/network/flows";
import { plan } from "../../../infra/plan";
import type { StackConfig } from "../../../infra/settings";
import { waitUntilEnforced } from "../../../lab/deploy/enforced";
import { eventually } from "../../../tools/polling";
import { measured } from "./connected";
import { withStrangers } from "./strangers";

/** How long pods and policies may take to settle. */
const PATIENCE_SECONDS = 60;

/**
 * Checks every connection in the cluster against its network policies, and that each one that a stack needs reaches its
 * server. Reports how many there were.
 */
export async function connectsAsAnalysed(config: StackConfig): Promise<void> {
  const flows = flowsOf(plan(config), networkSettings(config));
  await withStrangers(async () => {
    await eventually("every connection is as the policies say", PATIENCE_SECONDS, async () => {
      await waitUntilEnforced();
      const started = Date.now();
      const it = await measured(flows);
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(
        `  ${String(it.pods)} pods, the node, the outside: ${String(it.tried)} connections tried in ${seconds} s, ` +
          `${String(it.allowed)} allowed, ${String(it.refused)} refused, ${String(it.differing.length)} differing; ` +
          `${String(it.met)} needed, ${String(it.unmet.length)} unmet; ` +
          `${String(it.untold)} left out, of which kube-router takes one end's word\n`,
      );
      expect(it.differing).toEqual([]);
      expect(it.unmet).toEqual([]);
      expect(Math.min(it.allowed, it.refused)).toBeGreaterThan(100);
      expect(it.met).toBeGreaterThan(20);
    });
  });
}
