import { redisExporter } from "../infra/exporters/redisExporter";
import { down } from "../infra/signals/availability";
import { panel, PLACES } from "../infra/signals/places";
import { alert } from "./alert";
import { downOrAbsent } from "./text";

export const cacheAlerts = [
  alert("RedisDown", () => ({
    when: down(redisExporter.redis_up, "redis-exporter"),
    component: "cache",
    summary: () => "Redis is down or out of sight.",
    description: () =>
      downOrAbsent({
        down: "redis-exporter cannot reach Redis.",
        absent: "redis-exporter reports nothing, so Redis may be up or down.",
      }),
    view: panel(PLACES.systemOverview, "redisMemory"),
  })),
];
