import { giveAlerts } from "../../lab/clients/alertmanager";
import { eventually } from "../../tools/polling";
import { arrived } from "../../lab/clients/receivers";
import { urlOf } from "../../lab/cluster/layout";
import type { Receiver } from "../../lab/receivers/notification";
import { PART_OF } from "../../infra/rendered-config/operator/labels";
import { labConfig } from "./support/labStack";
import { isBesideOperator } from "./support/stack";
import { SEVERITIES, type Severity } from "../../alert-rules/policy";

/** The receivers of each severity in the local cluster, with their channels, and whether they also get the end. */
const TOLD: Readonly<Record<Severity, readonly (readonly [Receiver, string | null, boolean])[]>> = {
  critical: [
    ["pagerduty", null, true],
    ["slack", "#critical-alerts", true],
    ["opsgenie", "team autodealgenie", true],
    ["webhook", "audit", true],
  ],
  warning: [
    ["slack", "#warnings", true],
    ["opsgenie", "team autodealgenie", true],
    ["webhook", "audit", true],
  ],
  info: [
    ["slack", "#info-alerts", false],
    ["email", "team@autodealgenie.example", false],
    // A group of severity info is looked at again only after a day, and so is its end.
    ["opsgenie", "team autodealgenie", false],
    ["webhook", "audit", false],
  ],
};

/** Unique to this run, because a group is notified again only after hours. */
const run = Date.now().toString(36);
const nameOf = (severity: Severity) => `Delivery_${severity}_${run}`;

/** Labels by which an alert belongs to the stack. */
const OWN: Readonly<Record<string, string>> = isBesideOperator()
  ? { namespace: labConfig.namespaces.monitoring.name, [PART_OF.label]: PART_OF.value }
  : {};

const alertOf = (severity: Severity, endsAt?: Date) => ({
  labels: { alertname: nameOf(severity), severity, component: "monitoring", ...OWN },
  annotations: { summary: "A trial.", description: "Nothing is wrong." },
  ...(endsAt && { endsAt }),
});

describe("an alert", () => {
  beforeAll(() => giveAlerts(SEVERITIES.map((severity) => alertOf(severity))));

  const cases = SEVERITIES.flatMap((severity) =>
    TOLD[severity].map(([receiver, channel, ending]) => ({ severity, receiver, channel, ending })),
  );

  it.each(cases)(
    "of severity $severity notifies $receiver",
    async ({ severity, receiver, channel }) => {
      await eventually("it is told", 60, async () => {
        const [first] = await arrived(receiver, nameOf(severity));
        expect(first).toMatchObject({ kind: "trigger", channel });
      });
    },
  );

  it("notifies no other receiver, and none twice", async () => {
    for (const severity of SEVERITIES) {
      const url = `${urlOf("receivers")}/notifications`;
      const all = (await (await fetch(url)).json()) as { receiver: string; alertnames: string[] }[];
      const told = all.filter(({ alertnames }) => alertnames.includes(nameOf(severity)));
      expect(told.map(({ receiver }) => receiver).sort()).toEqual(
        TOLD[severity].map(([receiver]) => receiver).sort(),
      );
    }
  });

  it("sends a resolved notification when it ends", async () => {
    await giveAlerts(SEVERITIES.map((severity) => alertOf(severity, new Date(Date.now() - 1000))));
    for (const { severity, receiver } of cases.filter(({ ending }) => ending)) {
      await eventually(`the end of ${severity} at ${receiver}`, 120, async () => {
        const kinds = (await arrived(receiver, nameOf(severity))).map(({ kind }) => kind);
        expect({ severity, receiver, kinds }).toEqual({
          severity,
          receiver,
          kinds: ["trigger", "resolve"],
        });
      });
    }
  });
});
