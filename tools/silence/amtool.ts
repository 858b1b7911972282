import { z } from "zod";

import { kubectl } from "../kubectl";
import { alertmanagerIn, type Alertmanager } from "./alertmanagers";
import { silence, type Silence } from "./silence";

/** The fields of an alert that are used here. */
const alerts = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.object({ summary: z.string().default("") }),
  }),
);
type Alert = z.infer<typeof alerts>[number];

/** Alertmanager's own amtool, which runs in its pod: there it has access with and without TLS. */
export class Amtool {
  private constructor(
    private readonly namespace: string,
    private readonly alertmanager: Alertmanager,
  ) {}

  /** @throws Problem if there is no Alertmanager in the namespace, or several */
  static async in(namespace: string, name?: string): Promise<Amtool> {
    return new Amtool(namespace, await alertmanagerIn(namespace, name));
  }

  /** Matchers that select the stack's alerts among others in this Alertmanager. */
  get matchers(): readonly string[] {
    return this.alertmanager.matchers;
  }

  /** The alerts that match, are firing, and are not suppressed. */
  async firing(matchers: readonly string[]): Promise<readonly Alert[]> {
    return alerts.parse(JSON.parse(await this.run(["alert", "query", "-o", "json", ...matchers])));
  }

  /** The silences that have not expired. */
  async silences(): Promise<readonly Silence[]> {
    return z.array(silence).parse(JSON.parse(await this.run(["silence", "query", "-o", "json"])));
  }

  /** @returns amtool's output */
  async run(args: readonly string[]): Promise<string> {
    const { set, flags } = this.alertmanager;
    const where = ["-n", this.namespace, "exec", `statefulset/${set}`, "-c", "alertmanager", "--"];
    return (await kubectl([...where, "/bin/amtool", ...flags, ...args])).trim();
  }
}
