import { z } from "zod";

import type { StatefulSet } from "../../infra/objects/kubernetes";
import { ALERTMANAGER_PORT } from "../../infra/ports";
import { PROBE_FILE } from "../../infra/rendered-config/webConfig";
import { found, kubectl } from "../kubectl";
import { Problem } from "../problem";
import { silence, type Silence } from "./silence";

const NAME = "alertmanager";
const WEB_CONFIG = /^--web\.config\.file=(.*)\/[^/]+$/;

/** An alert, as Alertmanager has it. */
const alerts = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.object({ summary: z.string().default("") }),
  }),
);
type Alert = z.infer<typeof alerts>[number];

/** Alertmanager's own amtool, in its pod: there it is let in, with TLS and without. */
export class Amtool {
  private constructor(
    private readonly namespace: string,
    private readonly flags: readonly string[],
  ) {}

  /** @throws Problem where no Alertmanager is in the namespace */
  static async in(namespace: string): Promise<Amtool> {
    const set = await found<StatefulSet>("statefulset", NAME, namespace);
    if (!set) {
      throw new Problem(
        `There is no StatefulSet ${namespace}/${NAME}.`,
        "Choose the cluster with KUBECONFIG or kubectl config use-context, and the namespace with --namespace.",
      );
    }
    const args = set.spec.template.spec?.containers.flatMap((each) => each.args ?? []) ?? [];
    const [folder] = args.flatMap((arg) => WEB_CONFIG.exec(arg)?.[1] ?? []);
    return new Amtool(
      namespace,
      folder === undefined
        ? [`--alertmanager.url=http://localhost:${ALERTMANAGER_PORT}`]
        : [
            `--http.config.file=${folder}/${PROBE_FILE}`,
            `--alertmanager.url=https://localhost:${ALERTMANAGER_PORT}`,
          ],
    );
  }

  /** The alerts that fire and are silent now by nothing, of which some comparisons are true. */
  async firing(matchers: readonly string[]): Promise<readonly Alert[]> {
    return alerts.parse(JSON.parse(await this.run(["alert", "query", "-o", "json", ...matchers])));
  }

  /** The silences that have not ended. */
  async silences(): Promise<readonly Silence[]> {
    return z.array(silence).parse(JSON.parse(await this.run(["silence", "query", "-o", "json"])));
  }

  /** @returns what it says */
  async run(args: readonly string[]): Promise<string> {
    const where = ["-n", this.namespace, "exec", `statefulset/${NAME}`, "-c", NAME, "--"];
    return (await kubectl([...where, "/bin/amtool", ...this.flags, ...args])).trim();
  }
}
