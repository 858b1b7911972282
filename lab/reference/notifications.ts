import { join } from "node:path";

import { alertGroups, alertRulesOf } from "../../alert-rules";
import { alertmanagerConfig, type Receiver } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { parseConfig } from "../../infra/settings";
import { page, paragraphs } from "../../tools/reference/markdown";
import { settingsOf } from "../../tools/render/render";
import { ensureTools } from "../builder/tools";
import { formattedMarkdown } from "./formatted";
import { referenceInput } from "./input";
import { filledTexts } from "./notificationTexts";
import { CRITICAL, INFO, WARNING, type Message } from "./notified";

export const NOTIFICATIONS_PAGE = join(__dirname, "../../docs/notifications.md");

const RUNBOOKS = "https://github.com/Raviteja77/autodealgenie/blob/main/docs/runbooks";

/** The fields of a receiver that people see. */
interface Slack {
  readonly title: string;
  readonly title_link: string;
  readonly text: string;
  readonly actions: readonly { readonly text: string; readonly url: string }[];
}
interface Pagerduty {
  readonly description: string;
  readonly details: Readonly<Record<"summary" | "description", string>>;
  readonly links: readonly { readonly text: string; readonly href: string }[];
}
interface Mail {
  readonly headers: { readonly Subject: string };
  readonly text: string;
}

type Filled = (texts: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

/** An example of each kind of notification, rendered by amtool from the prod stack's own receivers and templates. */
export async function formattedNotifications(): Promise<string> {
  await ensureTools("amtool");
  const stack = parseConfig(settingsOf("prod"), "Pulumi.prod.yaml");
  const links = { runbooks: RUNBOOKS, grafana: stack.grafana.url };
  const rules = alertRulesOf(alertGroups({ ...referenceInput().context, links }));
  const { receivers } = alertmanagerConfig(stack.notifications, scaledTimes(1));
  const filled = (message: Message): Filled => {
    return (texts) => filledTexts(texts, message, rules, stack.alertmanager.url);
  };
  const slack = (message: Message, of: "critical" | "warning") =>
    slackPreview(message, fieldsOf(receivers, of, "slack_configs") as Slack, filled(message));
  const pagerduty = (message: Message) =>
    pagerdutyPreview(
      message,
      fieldsOf(receivers, "critical", "pagerduty_configs") as Pagerduty,
      filled(message),
    );
  return formattedMarkdown(
    page(
      "Notifications",
      "Examples of notifications, rendered by Alertmanager's own `amtool` with the templates and receivers of the `prod` stack. The first line says what is wrong and how bad it is, the second what to do first. The number in brackets counts the firing alerts, of which several may have the same name. The link to a silence fills in its matchers. [Alerting](alerting.md) explains who is notified, and when.",
      "## Slack",
      ...CRITICAL.map((message) => slack(message, "critical")),
      slack(WARNING, "warning"),
      "## PagerDuty",
      ...CRITICAL.map(pagerduty),
      "## Mail",
      "One email a day for each alert of severity `info`, and none when it is resolved. Slack gets the same in its channel for information.",
      mailPreview(INFO, fieldsOf(receivers, "info", "email_configs") as Mail, filled(INFO)),
    ),
  );
}

/** A receiver's configuration for one kind of notification, such as `slack_configs`. */
function fieldsOf(receivers: readonly Receiver[], name: string, kind: string): unknown {
  const receiver = receivers.find((each) => each.name === name) as unknown as
    | Readonly<Record<string, readonly unknown[]>>
    | undefined;
  const [fields] = receiver?.[kind] ?? [];
  if (fields === undefined) throw new Error(`The receiver ${name} has no ${kind}.`);
  return fields;
}

function slackPreview({ title }: Message, fields: Slack, filled: Filled): string {
  const { title: name, title_link: link, text } = fields;
  const said = filled({ name, link, text });
  return paragraphs(
    `### ${title}`,
    quoted(
      `**[${escaped(said.name)}](${said.link ?? ""})**`,
      ...asMarkdown(said.text ?? "").split("\n"),
      buttons(
        fields.actions.map(({ text: label, url }) => [label, url]),
        filled,
      ),
    ),
  );
}

function pagerdutyPreview({ title }: Message, fields: Pagerduty, filled: Filled): string {
  const { description: name, details, links } = fields;
  const said = filled({ name, ...details });
  return paragraphs(
    `### ${title}`,
    quoted(
      `**${escaped(said.name)}**`,
      ...(said.description ?? "").split("\n").map(escaped),
      buttons(
        links.map(({ text, href }) => [text, href]),
        filled,
      ),
    ),
  );
}

function mailPreview({ title }: Message, { headers, text }: Mail, filled: Filled): string {
  const said = filled({ subject: headers.Subject, text });
  return paragraphs(
    `### ${title}`,
    ["```text", `Subject: ${said.subject ?? ""}`, "", said.text ?? "", "```"].join("\n"),
  );
}

function buttons(all: readonly (readonly [string, string])[], filled: Filled): string {
  const urls = filled(Object.fromEntries(all));
  return all.map(([label]) => `[\\[${label}\\]](${urls[label] ?? ""})`).join(" ");
}

function quoted(...lines: readonly string[]): string {
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => `> ${line}`)
    .join("\n>\n");
}

/** Converts Slack's links and bold text to Markdown. */
function asMarkdown(text: string): string {
  return text
    .replaceAll(/<([^|>]+)\|([^>]+)>/g, "[$2]($1)")
    .replaceAll(/(^|\s)\*([^*]+)\*/g, "$1**$2**");
}

function escaped(text = ""): string {
  return text.replaceAll(/[[\]*_<>]/g, String.raw`\$&`);
}
