import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Copies a program from where it was built into an image. */
export async function install(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, 0o755);
}

/** The users that programs in an image may run as, and the files that define them. */
export const USERS = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/:/bin/sh\n",
  "etc/group": "root:x:0:\nservice:x:999:\n",
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

/** Writes those files into an image. */
export async function writeUsers(root: string): Promise<void> {
  await mkdir(join(root, "etc"), { recursive: true });
  for (const [path, text] of Object.entries(USERS)) await writeFile(join(root, path), text);
}

/** The shell that runs an image's start scripts. */
export const SHELL = ["bin/sh"];
/** The part of coreutils that start scripts and people use. */
export const COREUTILS = [
  ...["cat", "chmod", "cp", "date", "ls", "mkdir", "mktemp", "mv", "rm", "sleep", "touch"].map(
    (name) => `bin/${name}`,
  ),
  ...["env", "head", "id"].map((name) => `usr/bin/${name}`),
];
