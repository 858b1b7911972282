import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { hashOf } from "../builder/hash";
import { unpackPackages } from "../builder/packages";
import { outputOf, type Stage } from "../builder/stage";
import { onPath } from "../preflight";
import { Problem } from "../../tools/problem";

const PACKAGES = ["chromium-headless-shell"];

/**
 * Packages for installation or for a screen, and libraries that must fit this machine's loader, so that its own are
 * used.
 */
const LEFT_OUT =
  /^(debconf|libc6_|libgl1-mesa|libicu|libllvm|libz3|procps|psmisc|ucf|x11-|xdg-utils|xkb-)/;

const SCRIPT = "chromium";
const FONTS = "fonts.conf";

/** Debian's headless Chromium, unpacked and not installed. */
export const debianChromium: Stage = {
  name: "chromium",
  needs: [],
  inputs: () => hashOf(...PACKAGES, LEFT_OUT.source, script(), fonts()),
  expectedSeconds: 40,
  make: async (workplace) => {
    await unpackPackages(PACKAGES, LEFT_OUT, workplace);
    const program = join(workplace.output, SCRIPT);
    await writeFile(program, script());
    await chmod(program, 0o755);
    await writeFile(join(workplace.output, FONTS), fonts());
  },
};

/** A script that finds its own folder when it runs, because the folder is renamed once it is complete. */
function script(): string {
  const libraries = ["usr/lib", "lib"].map((folder) => `$tree/${folder}/x86_64-linux-gnu`);
  return [
    "#!/bin/sh",
    'tree=$(dirname "$0")',
    `export LD_LIBRARY_PATH="${libraries.join(":")}:$tree/usr/lib/x86_64-linux-gnu/pulseaudio"`,
    `export FONTCONFIG_FILE="$tree/${FONTS}"`,
    'exec "$tree/usr/lib/chromium/chromium-headless-shell" "$@"',
    "",
  ].join("\n");
}

/** The page has Grafana's fonts. These are the fallback for characters that those lack. */
function fonts(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">usr/share/fonts</dir></fontconfig>
`;
}

const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/** Which Chromium to use, and the stages that have to be built for it. */
export interface Chromium {
  readonly program: string;
  readonly stages: readonly Stage[];
}

/**
 * The given Chromium, otherwise one on this machine, otherwise Debian's.
 *
 * @throws Problem if none is available
 */
export function chromiumOf(named?: string): Chromium {
  const found = named ?? onThisMachine();
  if (found !== undefined) {
    if (existsSync(found)) return { program: found, stages: [] };
    throw new Problem(`There is no ${found}.`, "Give the path of Chromium: --chromium <path>");
  }
  if (process.arch !== "x64" || !onPath("apt-get") || !onPath("dpkg-deb")) {
    throw new Problem(
      `There is no Chromium on the PATH with one of the names ${NAMES.join(", ")}.`,
      "Install it, or give its path: --chromium <path>",
    );
  }
  return { program: join(outputOf(debianChromium), SCRIPT), stages: [debianChromium] };
}

function onThisMachine(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Keeps Chromium from contacting other machines: everything that it draws comes from the loopback. */
const ALONE = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  // A port without a listener. The loopback is reached without the proxy.
  "--proxy-server=http://127.0.0.1:9",
];

/** Chromium's command line arguments. */
export function chromiumArguments(): readonly string[] {
  // Its sandbox does not work for root.
  return process.getuid?.() === 0 ? [...ALONE, "--no-sandbox"] : ALONE;
}
