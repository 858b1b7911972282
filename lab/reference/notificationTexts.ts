import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AlertRule } from "../../alert-rules";
import { TEMPLATES } from "../../infra/rendered-config/alertmanagerTemplates";
import { toolPath } from "../builder/tools";
import type { Example, Message } from "./notified";

const STARTED = "2026-01-15T09:30:00Z";
const ENDED = "2026-01-15T09:42:00Z";
const NOT_ENDED = "0001-01-01T00:00:00Z";

type Labels = Readonly<Record<string, string>>;

/**
 * The texts that Alertmanager makes of a receiver's templates, rendered by its own amtool with the stack's templates.
 *
 * @param texts the templates by field name
 * @param externalUrl Alertmanager's own address
 * @throws if the texts of an example do not match its rule
 */
export function filledTexts<N extends string>(
  texts: Readonly<Record<N, string>>,
  message: Message,
  rules: readonly AlertRule[],
  externalUrl: string,
): Readonly<Record<N, string>> {
  const folder = mkdtempSync(join(tmpdir(), "notifications-"));
  try {
    writeFileSync(join(folder, "autodealgenie.tmpl"), TEMPLATES);
    writeFileSync(join(folder, "data.json"), JSON.stringify(dataOf(message, rules, externalUrl)));
    const filled = (text: string) =>
      execFileSync(
        toolPath("amtool"),
        [
          ...["template", "render", "--template.glob=autodealgenie.tmpl"],
          ...["--template.data=data.json", `--template.text=${text}`],
        ],
        { cwd: folder, encoding: "utf8", stdio: "pipe" },
      ).trim();
    const entries = Object.entries<string>(texts).map(([name, text]) => [name, filled(text)]);
    return Object.fromEntries(entries) as Readonly<Record<N, string>>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The data that Alertmanager passes to its templates. */
function dataOf({ alerts, groupedBy, ended }: Message, rules: readonly AlertRule[], url: string) {
  const all = alerts.map((each) => alertOf(each, rules, ended === true));
  const [first] = all;
  const common = (of: (alert: (typeof all)[number]) => Labels) =>
    Object.fromEntries(
      Object.entries(first ? of(first) : {}).filter(([name, value]) =>
        all.every((each) => of(each)[name] === value),
      ),
    );
  const commonLabels = common(({ labels }) => labels);
  return {
    receiver: "preview",
    status: ended ? "resolved" : "firing",
    alerts: all,
    groupLabels: Object.fromEntries(groupedBy.map((name) => [name, commonLabels[name] ?? ""])),
    commonLabels,
    commonAnnotations: common(({ annotations }) => annotations),
    externalURL: url,
  };
}

function alertOf(example: Example, rules: readonly AlertRule[], ended: boolean) {
  const { alert, labels = {}, summary, description } = example;
  const rule = ruleOf(example, rules);
  const all: Labels = { alertname: alert, ...labels, ...rule.labels };
  const annotations = { ...rule.annotations, summary, description };
  return {
    status: ended ? "resolved" : "firing",
    labels: all,
    annotations,
    startsAt: STARTED,
    endsAt: ended ? ENDED : NOT_ENDED,
    fingerprint: createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16),
  };
}

/** The rule whose texts match the example; what Prometheus fills in may be anything. */
function ruleOf(example: Example, rules: readonly AlertRule[]): AlertRule {
  const { alert, rule: given = {} } = example;
  const found = rules.find(
    ({ alert: name, labels, annotations }) =>
      name === alert &&
      Object.entries(given).every(([label, value]) => (labels as Labels)[label] === value) &&
      (["summary", "description"] as const).every((of) => says(annotations[of], example[of])),
  );
  if (found) return found;
  throw new Error(
    `${alert} has no rule with the words "${example.summary}" and "${example.description}". Write those that it has into lab/reference/notified.ts.`,
  );
}

/**
 * Whether a text has all literal parts of a template in order. Parts inside `if`, `range` and `with` may be missing.
 */
function says(template: string, text: string): boolean {
  let from = 0;
  let depth = 0;
  return template.split(/(\{\{.*?\}\})/s).every((part) => {
    if (part.startsWith("{{")) {
      if (/^\{\{-? *(?:if|range|with)\b/.test(part)) depth += 1;
      if (/^\{\{-? *end\b/.test(part)) depth -= 1;
      return true;
    }
    const at = text.indexOf(part, from);
    if (at >= 0) from = at + part.length;
    return at >= 0 || depth > 0;
  });
}
