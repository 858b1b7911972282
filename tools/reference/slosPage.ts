import { INDICATORS } from "../../signals/slo/indicators";
import { BUDGET_ALERT_OF } from "../../alert-rules/slos";
import { errorBudget, SLOS } from "../../signals/slo/objectives";
import { burnLimit, TIER_SPECS, TIERS } from "../../signals/slo/tiers";
import { quantityText } from "../../signals/promql/words";
import { timeText } from "./delayText";
import { code, heading, page, paragraphs, promqlBlock, table } from "./markdown";
import type { ReferenceInput } from "./input";

/** Every objective: its target, what counts as a bad request, and when each tier of its alert fires. */
export function slosPage({ context, stacks }: ReferenceInput): string {
  const parts = SLOS.map((slo) => {
    const { objective, period } = context.slos[slo];
    const { title, good, all, bad } = INDICATORS[slo];
    const alert = BUDGET_ALERT_OF[slo];
    const rows = TIERS.map((tier, i) => {
      const { long, short, spentPercent, severity, for: wait } = TIER_SPECS[tier];
      const limit = burnLimit(tier, period);
      const failing = quantityText(limit * errorBudget(objective), "ratio");
      const worst = Object.values(stacks).map(({ rules }) => {
        const facts = rules.get(alert)?.[i];
        return facts ? timeText(facts.delay.total) : "-";
      });
      const factor = String(Number(limit.toPrecision(4)));
      return [tier, `${spentPercent} %`, long, short, factor, failing, wait, severity, ...worst];
    });
    const head = [
      ...[
        "tier",
        "budget spent",
        "in",
        "and still in",
        "factor",
        "bad requests",
        "for",
        "severity",
      ],
      ...Object.keys(stacks).map((stack) => `worst case, ${stack}`),
    ];
    const set = Object.entries(stacks).map(([stack, { slos }]) => [stack, slos[slo]] as const);
    return paragraphs(
      heading(2, title, slo),
      `${quantityText(objective, "ratio")} of the users' requests over ${period} ${good}: the error budget is ${quantityText(errorBudget(objective), "ratio")} of them. The setting is ${code(`slos.${slo}`)}; ${set.map(([stack, each]) => `${stack} has ${quantityText(each.objective, "ratio")} over ${each.period}`).join(", ")}.`,
      `[${alert}](alerts.md#${alert}) fires when the budget burns more than the factor times too fast over both windows, which is when more than that share of the requests is bad:`,
      table(head, rows),
      "All requests per second, and the bad ones:",
      promqlBlock(all("5m").text, bad("5m").text),
    );
  });
  return page(
    "Objectives",
    "Windows and shares of the budget follow Google's SRE Workbook, chapter 5. The factor is the share of the budget times the period, divided by the long window. Of the tiers that fire, only the fastest notifies. Without requests, no budget is spent.",
    ...parts,
  );
}
