import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { LEFT_OUT } from "./debian";
import { hashOf } from "./hash";
import { unpackPackages } from "./packages";
import type { Stage } from "./stage";

/** What a Java program needs, and a shell that starts it. */
const PACKAGES = ["base-files", "coreutils", "dash", "openjdk-17-jre-headless"];

/** Where Debian's OpenJDK is in that tree. */
export const JAVA = "usr/lib/jvm/java-17-openjdk-amd64/bin/java";

const FILES = {
  "etc/hosts": "127.0.0.1 localhost\n",
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/:/bin/sh\n",
  "etc/group": "root:x:0:\nservice:x:999:\n",
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

/**
 * Debian's OpenJDK, unpacked into a tree of its own: a stack without a broker need not download it, and the images from
 * the other tree do not change.
 */
export const javaTree: Stage = {
  name: "java",
  needs: [],
  inputs: () => hashOf(...PACKAGES, LEFT_OUT.source, JSON.stringify(FILES)),
  expectedSeconds: 20,
  make: async (workplace) => {
    const { output } = workplace;
    await unpackPackages(PACKAGES, LEFT_OUT, workplace);
    await mkdir(join(output, "opt/kafka"), { recursive: true });
    await rm(join(output, "var/run"), { recursive: true, force: true });
    await symlink("/run", join(output, "var/run"));
    for (const [path, text] of Object.entries(FILES)) await writeFile(join(output, path), text);
  },
};
