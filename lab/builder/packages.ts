import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { limited } from "../../tools/limited";
import { exec } from "./exec";
import type { Workplace } from "./stage";

const UNPACK_AT_ONCE = 3;

/**
 * Unpacks Debian packages with all their dependencies into the output folder: apt downloads them, and they are not
 * installed.
 *
 * @param leftOut matches the file names of dependencies that are not needed here
 */
export async function unpackPackages(
  names: readonly string[],
  leftOut: RegExp,
  { output, log }: Workplace,
): Promise<void> {
  const apt = join(output, "apt");
  const wanted = (await download(names, apt, log)).filter(
    (path) => !leftOut.test(path.slice(path.lastIndexOf("/") + 1)),
  );
  await limited(wanted, UNPACK_AT_ONCE, (deb) =>
    exec("dpkg-deb", ["--extract", deb, output], { log }),
  );
  await rm(apt, { recursive: true });
}

/** Makes apt resolve and download everything as if nothing were installed on the machine. */
async function download(
  names: readonly string[],
  folder: string,
  log: string,
): Promise<readonly string[]> {
  const archives = join(folder, "archives");
  await mkdir(join(archives, "partial"), { recursive: true });
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  await writeFile(join(folder, "status"), "");
  const options = [
    `Dir::State::status=${join(folder, "status")}`,
    `Dir::State::lists=${join(folder, "lists")}`,
    `Dir::Cache::archives=${archives}`,
    `Dir::Cache::pkgcache=`,
    `Dir::Cache::srcpkgcache=`,
    "Debug::NoLocking=1",
    "APT::Sandbox::User=root",
    "APT::Install-Recommends=false",
    "Acquire::Retries=3",
  ].flatMap((option) => ["-o", option]);
  const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  await exec("apt-get", [...options, "update"], { log, env });
  await exec("apt-get", [...options, "--yes", "--download-only", "install", ...names], {
    log,
    env,
  });
  return (await readdir(archives))
    .filter((name) => name.endsWith(".deb"))
    .map((name) => join(archives, name));
}
