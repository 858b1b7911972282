import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ensureDebianTree } from "../../../lab/builder/debian";
import type { DataServers } from "../dataServers";

/** The programs that runbook commands use, with stand-ins for the files that they read. */
export interface Clients {
  /** Runs a line as a shell would, and returns its output. @throws with the error output if it fails */
  run(line: string): string;
}

/**
 * The real clients of PostgreSQL and Redis, connected to the test's servers.
 *
 * @param onCall the user who signs in to an external PostgreSQL
 */
export async function dataClients(
  { postgres, redis, passwordFile }: DataServers,
  onCall: string,
): Promise<Clients> {
  const tree = await ensureDebianTree();
  const libraries = readdirSync(join(tree, "usr/lib"))
    .filter((name) => name.endsWith("-linux-gnu"))
    .flatMap((name) => [join(tree, "usr/lib", name), join(tree, "lib", name)]);
  // The tree's own dynamic loader: its C library may differ from this machine's.
  const loader = ["lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1"]
    .map((path) => join(tree, path))
    .find(existsSync);
  if (loader === undefined) throw new Error(`${tree} has no loader that this knows.`);
  const program = (path: string) =>
    `${loader} --library-path ${libraries.join(":")} ${join(tree, path)}`;
  const redisCli = `${program("usr/bin/redis-cli")} -s ${redis.host}`;
  const bin = "usr/lib/postgresql/15/bin";
  const standIns: readonly (readonly [RegExp, string])[] = [
    [/^\/usr\/lib\/postgresql\/15\/bin\/(\w+)/, `${program(bin)}/$1`],
    [/ -h \/var\/run\/postgresql /, ` -h ${postgres.host} `],
    [/ --host=127\.0\.0\.1$/, ` --host=${postgres.host}`],
    [/^psql /, `${program(bin)}/psql `],
    [/\/etc\/secrets\/probe-password/, passwordFile],
    [/^redis-cli -u "\$REDIS_URL"/, `${redisCli} --user exporter`],
    [/ redis-cli /, ` ${redisCli} `],
  ];
  const password = readFileSync(passwordFile, "utf8");
  const env = {
    PATH: process.env.PATH,
    LC_ALL: "C.UTF-8",
    PGPASSWORD: password,
    REDISCLI_AUTH: password,
    POSTGRES_URL: `postgresql://${onCall}@/autodealgenie?host=${encodeURIComponent(postgres.host)}`,
  };
  return {
    run(line) {
      const here = standIns.reduce((so, [what, stand]) => so.replace(what, stand), line);
      return execFileSync("/bin/sh", ["-c", here], { encoding: "utf8", stdio: "pipe", env });
    },
  };
}
