import fc from "fast-check";

import { findings } from "../../../infra/model-checks";
import { buildStack } from "../../../infra/plan";
import { parseConfig, type StackConfig } from "../../../infra/settings";
import { receiverAddresses } from "../../../infra/settings/addresses";
import { neededSecrets } from "../../../infra/settings/secrets";
import { toolPath } from "../../../lab/builder/tools";
import { settingsOf, type StackName } from "../../../tools/render/render";
import { askReaders, filesRead } from "../../../tools/check/readers";
import { settings } from "../../support/stacks";

const PARTS = ["pagerduty", "slack", "watchdog", "email"] as const;
type Part = (typeof PARTS)[number];

/** The secret of each receiver; for mail, the user's. */
const SECRETS: Readonly<Record<Part, string>> = {
  pagerduty: "pagerdutyRoutingKey",
  slack: "slackWebhookUrl",
  watchdog: "watchdogUrl",
  email: "smtpPassword",
};

/** A stack's settings without some receivers. */
function without(stack: StackName, parts: readonly Part[]): StackConfig {
  const raw = settingsOf(stack) as { readonly notifications: object };
  const off = Object.fromEntries(
    parts.map((part) => [part, part === "email" ? undefined : { enabled: false }]),
  );
  return parseConfig({ ...raw, notifications: { ...raw.notifications, ...off } }, stack);
}

const some = fc.subarray([...PARTS]);

describe("receivers that a stack leaves out", () => {
  it("need no secrets or addresses outside production, and cause no findings", async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const config = without("dev", parts);
        const needed = neededSecrets(config) as readonly string[];
        for (const part of PARTS) {
          expect(needed.includes(SECRETS[part])).toBe(!parts.includes(part));
        }
        const hosts = receiverAddresses(config).map(({ host }) => host);
        expect(hosts.includes("events.pagerduty.com")).toBe(!parts.includes("pagerduty"));
        expect(hosts.includes("smtp.autodealgenie.example")).toBe(!parts.includes("email"));

        const { declared } = buildStack(config);
        expect(findings(declared)).toEqual([]);
        const built = (program: string) => toolPath(program as "amtool");
        expect(await askReaders(filesRead(declared), built)).toEqual({ faults: [], missing: [] });
      }),
      { numRuns: 16 },
    );
  });

  it.each([
    ["pagerduty", "critical", { opsgenie: { severities: ["critical"] } }],
    ["pagerduty", "critical", { webhooks: [{ name: "a", severities: ["critical"] }] }],
    ["slack", "warning", { opsgenie: { severities: ["critical", "warning"] } }],
    ["slack", "warning", { webhooks: [{ name: "a", severities: ["warning"] }] }],
  ] as const)(
    "may be left out in production if another gets the severity: %s, %s, %j",
    (part, severity, more) => {
      const added = { notifications: { [part]: { enabled: false }, ...more } };
      const config = settings("prod", added as never);
      const { declared } = buildStack(config);
      expect(findings(declared)).toEqual([]);
      const others = JSON.parse(JSON.stringify(added).replaceAll(`"${severity}"`, `"info"`)) as {
        readonly notifications: object;
      };
      expect(() => settings("prod", others as never)).toThrow(
        `notifications.${part}.enabled: must be true in prod, got false: somebody must be notified of ${severity} alerts`,
      );
    },
  );

  it.each(PARTS)("are rejected in production: %s", (part) => {
    const path = part === "email" ? "notifications.email" : `notifications.${part}.enabled`;
    expect(() => without("prod", [part])).toThrow(`${path}: must be `);
  });

  it("are only email if `notifications` is missing, which prod rejects", () => {
    const { notifications: _, ...raw } = settingsOf("dev") as { readonly notifications: object };
    const { email, pagerduty } = parseConfig(raw, "dev").notifications;
    expect([email, pagerduty.enabled]).toEqual([undefined, true]);
    const { notifications: __, ...prod } = settingsOf("prod") as { readonly notifications: object };
    expect(() => parseConfig(prod, "prod")).toThrow("notifications.email: must be set");
  });
});
