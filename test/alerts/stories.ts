import type { Story } from "../support/promtool";
import { backendStories } from "./backendStories";
import { cacheStories } from "./cacheStories";
import { databaseStories } from "./databaseStories";
import { monitoringStories } from "./monitoringStories";

/** One story of an alert: the series, and what must fire. */
export type Tale = Omit<Story, "groups" | "alert"> & { readonly title: string };

/** What each alert does and does not do, by its name. */
export const stories: Readonly<Record<string, readonly Tale[]>> = {
  ...backendStories,
  ...databaseStories,
  ...cacheStories,
  ...monitoringStories,
};
