import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildStack } from "../../infra/plan";
import { settings } from "../support/stacks";
import { answersOf } from "./engine";
import { quietDays } from "./quiet";
import { writePagingRules } from "./rules";

const HOUR = 3600;

/** Who would have been paged on ordinary days: a line for each hour in which an alert of prod fired that pages. */
export async function pagesOnQuietDays(days: number, seed: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "quiet-days-"));
  try {
    const rules = writePagingRules(buildStack(settings("prod")).declared.ruleGroups, folder);
    const times = Array.from({ length: days * 24 }, (_, hour) => (hour + 1) * HOUR);
    const fired = await answersOf(
      quietDays(days, seed),
      rules,
      'count_over_time(ALERTS{alertstate="firing"}[1h])',
      times,
    );
    return [...fired].flatMap(([second, alerts]) =>
      alerts.map(
        (labels) =>
          `day ${Math.ceil(second / HOUR / 24)}, before hour ${(second / HOUR) % 24}: ${JSON.stringify(labels)}`,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
