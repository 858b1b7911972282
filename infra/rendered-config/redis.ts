import { KEY_PREFIX, REDIS_PORT } from "../../service/defaults";
import { REDIS_USERS } from "../settings/redisUsers";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { secretFile } from "../objects/names";

/** redis.conf. The server is a cache: it evicts keys, and stores nothing on disk. */
export function redisConf({ maxMemory }: { readonly maxMemory: Quantity }): string {
  const settings: Readonly<Record<string, string | number>> = {
    bind: "* -::*",
    port: REDIS_PORT,
    dir: "/data",
    aclfile: secretFile("users.acl"),
    maxmemory: `${mebibytesOf(maxMemory)}mb`,
    "maxmemory-policy": "allkeys-lru",
    save: '""',
    appendonly: "no",
    // Seconds. Detects clients that vanished without closing their connections.
    "tcp-keepalive": 60,
    "latency-monitor-threshold": 100,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}\n`)
    .join("");
}

/** The users and their permissions. @param passwords in plain text, because the file is a Secret */
export function usersAcl(passwords: Readonly<Record<"backend" | "exporter", string>>): string {
  const users = [
    // No access without a name and a password.
    "default off",
    [
      `${REDIS_USERS.backend} on >${passwords.backend} ~${KEY_PREFIX}*`,
      "+@read +@write +@connection +@transaction +@scripting -@dangerous",
      // Clients send INFO before they call a connection ready.
      "+info",
    ].join(" "),
    [
      `${REDIS_USERS.exporter} on >${passwords.exporter}`,
      "+ping +info +config|get +client|setname +slowlog|get +slowlog|len",
      "+latency|latest +latency|histogram",
    ].join(" "),
  ];
  return users.map((user) => `user ${user}\n`).join("");
}
