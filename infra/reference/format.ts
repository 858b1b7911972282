import { join } from "node:path";

import { format, resolveConfig } from "prettier";

import type { RuleContext } from "../../alert-rules";
import { JOBS } from "../promql/targets";
import { policiesWith } from "../signals/policies";
import { DEFAULT_OBJECTIVES } from "../slo/objectives";
import { referencePages } from "./pages";

/** Where the reference is kept. */
export const REFERENCE_FOLDER = join(__dirname, "../../docs/reference");

/** A stack that sets nothing of its alerts and objectives, and has every job. */
const DEFAULTS: RuleContext = {
  links: { runbooks: "../runbooks", grafana: "https://grafana" },
  policies: policiesWith({}),
  workingHours: { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 },
  jobs: JOBS,
  slos: DEFAULT_OBJECTIVES,
};

/** The reference's pages by the names of their files, as they are to stand there. */
export async function formattedPages(): Promise<Readonly<Record<string, string>>> {
  const config = await resolveConfig(join(REFERENCE_FOLDER, "page.md"));
  const pages = Object.entries(referencePages(DEFAULTS)).map(
    async ([name, text]) => [name, await format(text, { ...config, parser: "markdown" })] as const,
  );
  return Object.fromEntries(await Promise.all(pages));
}
