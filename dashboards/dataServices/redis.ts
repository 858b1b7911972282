import {
  blockedClients,
  commandRateByName,
  commandTime,
  evictions,
  expirations,
  expiringKeys,
  fragmentation,
  HIGH_FRAGMENTATION,
  keys,
  RAISED_FRAGMENTATION,
  received,
  rejectedConnections,
  sent,
  uptime,
} from "../../signals/redis";
import { any, lines, stat, trace } from "../grafana";

const NO_REDIS = "redis-exporter does not report Redis";

/** What Redis reports about itself. */
export function redisPanels() {
  return {
    commands: lines({
      title: "Commands by Name (per second)",
      description: commandRateByName.description,
      empty: NO_REDIS,
      traces: [trace(commandRateByName, ({ cmd }) => cmd)],
    }),
    commandTime: lines({
      title: "Mean Command Time",
      description: commandTime.description,
      empty: NO_REDIS,
      traces: [trace(commandTime, ({ cmd }) => cmd)],
    }),
    redisTraffic: lines({
      title: "Redis Traffic",
      description: `${received.description} ${sent.description}`,
      empty: NO_REDIS,
      traces: [trace(received, () => "in"), trace(sent, () => "out")],
    }),
    keys: lines({
      title: "Keys",
      description: `${keys.description} ${expiringKeys.description}`,
      empty: NO_REDIS,
      traces: [trace(keys, () => "keys"), trace(expiringKeys, () => "with a time to live")],
    }),
    removedKeys: lines({
      title: "Expired and Evicted Keys (per second)",
      description: `${expirations.description} ${evictions.description}`,
      empty: NO_REDIS,
      traces: [trace(expirations, () => "expired"), trace(evictions, () => "evicted")],
    }),
    fragmentation: stat({
      title: "Memory Fragmentation",
      description: fragmentation.description,
      empty: NO_REDIS,
      trace: trace(fragmentation, () => "fragmentation"),
      levels: { raised: RAISED_FRAGMENTATION, high: HIGH_FRAGMENTATION },
    }),
    blockedClients: stat({
      title: "Blocked Clients",
      description: blockedClients.description,
      empty: NO_REDIS,
      trace: trace(blockedClients, () => "blocked"),
    }),
    refusedClients: stat({
      title: "Rejected Connections (per second)",
      description: rejectedConnections.description,
      empty: NO_REDIS,
      trace: trace(rejectedConnections, () => "refused"),
      levels: any("operationsPerSecond"),
    }),
    uptime: stat({
      title: "Redis Uptime",
      description: uptime.description,
      empty: NO_REDIS,
      trace: trace(uptime, () => "uptime"),
    }),
  };
}
