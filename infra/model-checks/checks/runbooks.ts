import { textOf } from "../graph/graph";
import { alertLinks } from "../graph/rules";
import type { Check } from "./check";

/** Alerts that link to the runbook of another alert. */
export const runbooks: Check = {
  name: "runbook",
  faults: ({ declared: { ruleGroups } }) =>
    alertLinks(ruleGroups)
      .filter(({ alert, runbook }) => runbook !== alert)
      .map(({ from, runbook }) => ({
        what: `${textOf(from)} links to the runbook of ${runbook}`,
        where: from.place,
        why: "Whoever is paged follows instructions for another problem.",
        fix: "Name the page after the alert, as alert() does.",
      })),
};
