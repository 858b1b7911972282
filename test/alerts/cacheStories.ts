import { downTales } from "./downTales";

export const cacheStories = { RedisDown: downTales("redis_up", "redis-exporter", "Redis") };
