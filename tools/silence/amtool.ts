import { z } from "zod";

import { kubectl } from "../kubectl";
import { alertmanagerIn, type Alertmanager } from "./alertmanagers";
import { silence, type Silence } from "./silence";

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
    private readonly alertmanager: Alertmanager,
  ) {}

  /** @throws Problem where no Alertmanager is in the namespace, or several are */
  static async in(namespace: string, name?: string): Promise<Amtool> {
    return new Amtool(namespace, await alertmanagerIn(namespace, name));
  }

  /** What tells the stack's alerts from others that this Alertmanager has. */
  get matchers(): readonly string[] {
    return this.alertmanager.matchers;
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
    const { set, flags } = this.alertmanager;
    const where = ["-n", this.namespace, "exec", `statefulset/${set}`, "-c", "alertmanager", "--"];
    return (await kubectl([...where, "/bin/amtool", ...flags, ...args])).trim();
  }
}
