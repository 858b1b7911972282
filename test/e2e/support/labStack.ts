import { dashboards } from "../../../dashboards";
import type { StackConfig } from "../../../infra/settings";
import { policiesWith } from "../../../alert-rules/policies";
import { RATES_INTERVAL } from "../../../signals/promql/recordedRate";
import { scaleDuration } from "../../../signals/promql/scale";
import { extraSettings, type Extra } from "../../../lab/deploy/extras";
import { stackSettings } from "../../../lab/deploy/stack";
import { settings } from "../../support/stacks";
import { TIME_SCALE } from "./scale";
import { extrasUnderTest } from "./stack";

/** The settings of the live tests' stack: dev with what the local cluster sets. */
export const labConfig = labConfigWith(extrasUnderTest());

/** The same with other extras. */
export function labConfigWith(extras: readonly Extra[]): StackConfig {
  return settings("dev", stackSettings(TIME_SCALE, extraSettings(extras)).overrides);
}

/** The dashboards of that stack, as its Grafana gets them. */
export const labDashboards = dashboards({
  policies: policiesWith(labConfig.alerts),
  slos: labConfig.slos,
  llmPrices: labConfig.backend.llm?.prices,
  ratesInterval: scaleDuration(RATES_INTERVAL, labConfig.timeScale),
});
