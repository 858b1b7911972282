import { backendScenarios } from "./backendScenarios";
import { blindScenarios } from "./blindScenarios";
import { backupScenarios } from "./backupScenarios";
import { businessScenarios } from "./businessScenarios";
import { redisScenarios } from "./redisScenarios";
import { kafkaScenarios } from "./kafkaScenarios";
import { mongodbScenarios } from "./mongodbScenarios";
import { postgresScenarios } from "./postgresScenarios";
import { externalScenarios } from "./externalScenarios";
import { featureScenarios } from "./featureScenarios";
import { infrastructureScenarios } from "./infrastructureScenarios";
import { loadScenarios } from "./loadScenarios";
import { longTermScenarios } from "./longTermScenarios";
import { monitoringScenarios } from "./monitoringScenarios";
import { sloScenarios } from "./sloScenarios";
import { securityScenarios } from "./securityScenarios";
import { trafficScenarios } from "./trafficScenarios";
import type { ScenariosByAlert } from "./scenario";

/** The scenarios of each alert, by name. */
export const scenarios: ScenariosByAlert = {
  ...backendScenarios,
  ...loadScenarios,
  ...trafficScenarios,
  ...featureScenarios,
  ...externalScenarios,
  ...businessScenarios,
  ...securityScenarios,
  ...postgresScenarios,
  ...redisScenarios,
  ...mongodbScenarios,
  ...kafkaScenarios,
  ...infrastructureScenarios,
  ...monitoringScenarios,
  ...longTermScenarios,
  ...backupScenarios,
  ...blindScenarios,
  ...sloScenarios,
};
