import { KEY_PREFIX } from "../../../service/defaults";
import { kubectl } from "../../cluster/kubectl";
import { Secrets } from "../../deploy/secrets";
import { repeatedly } from "../background";
import type { Undo } from "../drill";

/** Runs commands, one per line, in the server's pod as the backend's user. */
export async function redis(...commands: readonly string[]): Promise<string> {
  const password = new Secrets().get("stack/redis-backend");
  // The password is passed on standard input, because everybody can read a command line.
  const script = `read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli --user backend`;
  const pod = ["exec", "-i", "redis-0", "--namespace=autodealgenie", "--", "/bin/sh", "-c", script];
  return kubectl(pod, `${[password, ...commands].join("\n")}\n`);
}

/** Requests keys that do not exist, at this rate per second. */
export function misses(perSecond: number): Undo {
  const asked = Array.from(
    { length: perSecond },
    (_, i) => `GET ${KEY_PREFIX}drill:nothing:${String(i)}`,
  );
  return repeatedly(1, () => redis(...asked));
}

const VALUE_BYTES = 100_000;

/** Fills the memory with useless values up to the server's limit, and keeps it full. */
export async function filled(): Promise<Undo> {
  const key = `${KEY_PREFIX}drill:filler`;
  const fill = `for i = 1, tonumber(ARGV[1]) do redis.call('SET', KEYS[1] .. ':' .. i, string.rep('x', tonumber(ARGV[2]))) end`;
  const maxMemory = Number(/^maxmemory:(\d+)/m.exec(await redis("INFO memory"))?.[1]);
  if (!(maxMemory > 0)) throw new Error("Redis has no maxmemory, so it cannot be filled.");
  const count = Math.ceil(maxMemory / VALUE_BYTES) + 100;
  await redis(`EVAL "${fill}" 1 ${key} ${String(count)} ${String(VALUE_BYTES)}`);
  const remove = `for i = 1, tonumber(ARGV[1]) do redis.call('UNLINK', KEYS[1] .. ':' .. i) end`;
  return async () => {
    await redis(`EVAL "${remove}" 1 ${key} ${String(count)}`);
  };
}
