import { downTales, UP_OR_DOWN } from "./downTales";
import type { Stories } from "./stories";

export const cacheStories = {
  RedisDown: {
    tales: downTales("redis_up", "redis-exporter", "Redis"),
    cannotBe: UP_OR_DOWN,
  },
} satisfies Stories;
