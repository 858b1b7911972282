import { backendStories } from "./backendStories";
import { backupStories } from "./backupStories";
import { businessStories } from "./businessStories";
import { cacheStories } from "./cacheStories";
import { databaseStories } from "./databaseStories";
import { externalStories } from "./externalStories";
import { featureStories } from "./featureStories";
import { infrastructureStories } from "./infrastructureStories";
import { loadStories } from "./loadStories";
import { longTermStories } from "./longTermStories";
import { monitoringStories } from "./monitoringStories";
import { sloStories } from "./sloStories";
import { securityStories } from "./securityStories";
import type { Stories } from "./story";

/** What each alert does and does not do, by its name. */
export const stories: Stories = {
  ...backendStories,
  ...loadStories,
  ...featureStories,
  ...externalStories,
  ...businessStories,
  ...securityStories,
  ...databaseStories,
  ...cacheStories,
  ...infrastructureStories,
  ...monitoringStories,
  ...longTermStories,
  ...backupStories,
  ...sloStories,
};
