import type { Slot, Stack } from "./mistake";

/** Every PromQL expression of a stack, as a slot. */
export function expressions(stack: Stack): readonly (Slot & { readonly rule: boolean })[] {
  const rules = stack.ruleGroups.flatMap((group) =>
    group.rules.map((rule, i) => ({
      of: "expr",
      at: `${group.name} rule ${i}`,
      owner: "alert" in rule ? rule.alert : rule.record,
      value: rule.expr,
      set: (expr: string) => (rule.expr = expr),
      rule: true,
    })),
  );
  const panels = stack.dashboards.flatMap(({ uid, panels: all }) =>
    all.flatMap(({ id, title, targets = [] }) =>
      (targets as unknown as { expr: string; refId: string }[]).map((target) => ({
        of: "expr",
        at: `${uid} panel ${String(id)} ${target.refId}`,
        owner: `${uid} ${String(id)} "${title ?? ""}"`,
        value: target.expr,
        set: (expr: string) => (target.expr = expr),
        rule: false,
      })),
    ),
  );
  return [...rules, ...panels];
}
