import type { RuleContext } from "../../alert-rules";
import { parseConfig } from "../../infra/settings";
import { PARTS } from "../../service/metrics/define";
import { JOBS } from "../../signals/exporters/targets";
import type { ReferenceInput } from "../../tools/reference/input";
import { stackFacts } from "../../tools/reference/stackFacts";
import { settingsOf, STACKS } from "../../tools/render/render";
import { policiesWith } from "../../alert-rules/policies";
import { DEFAULT_OBJECTIVES } from "../../signals/slo/objectives";
import { drills } from "../drills";
import { UNDRILLED } from "../drills/undrilled";

/** A stack that sets nothing about alerts and objectives, and has every job. */
const DEFAULTS: RuleContext = {
  links: { runbooks: "../runbooks", grafana: "https://grafana" },
  policies: policiesWith({}),
  workingHours: { firstDay: 1, lastDay: 5, fromHour: 9, toHour: 17 },
  jobs: JOBS,
  slos: DEFAULT_OBJECTIVES,
  sendsOn: true,
  parts: PARTS,
  places: {
    statefulSetsIn: ["monitoring", "autodealgenie"],
    volumesIn: ["monitoring", "autodealgenie"],
  },
  backups: ["backup-grafana", "backup-silences"],
  publicAddresses: ["https://app.example"],
};

/** The input of the reference: the stacks' own files, and the drills. */
export function referenceInput(): ReferenceInput {
  return {
    context: DEFAULTS,
    stacks: Object.fromEntries(
      STACKS.map((stack) => [
        stack,
        stackFacts(parseConfig(settingsOf(stack), `Pulumi.${stack}.yaml`)),
      ]),
    ),
    faults: new Map(drills.map(({ alert, fault }) => [alert, fault])),
    undrilled: UNDRILLED,
  };
}
