import { Command, InvalidArgumentError, Option } from "commander";

import { interruption, run } from "../../tools/command";
import { contentOf, comparedContent, type Source } from "./content";
import { draw } from "./draw";
import { answering, versionNamed, withCommonOptions, type CommonOptions } from "./options";
import { THEMES, type Drawn, type Theme } from "./order";
import type { Content } from "./server";
import { rangeOf } from "./time";
import { changedPairs, type Version } from "./versions";

interface Options extends CommonOptions {
  readonly before?: string;
  readonly from?: string;
  readonly to?: string;
  readonly chromium?: string;
  readonly theme: Theme;
  readonly width?: number;
}

/** The width of a dashboard in pixels: by itself, and when two versions are next to each other. */
const WIDTH = 1600;
const COMPARED_WIDTH = 1280;

const command = withCommonOptions(new Command("npm run pictures --"))
  .description(
    "Draws each dashboard as a PNG with Grafana's own components and data from a Prometheus.",
  )
  .argument("<folder>", "the folder to write the pictures to, as <uid>.png")
  .option(
    "--before <ref>",
    "only draw dashboards that differ from this git ref or rendered folder, with both versions side by side",
  )
  .option(
    "--from <time>",
    "the start of the time range, such as now-6h; by default that of each dashboard",
  )
  .option("--to <time>", "the same")
  .addOption(new Option("--theme <name>", "Grafana's").choices(THEMES).default("dark"))
  .option(
    "--width <pixels>",
    `the width of a dashboard; by default ${WIDTH}, or ${COMPARED_WIDTH} side by side`,
    pixels,
  )
  .option("--chromium <path>", "the Chromium to draw with; by default one on the PATH, or Debian's")
  .action(pictures);

async function pictures(folder: string, options: Options): Promise<void> {
  const signal = interruption();
  const { stack, before } = options;
  const prometheus = await answering(options.prometheus);
  const now = Date.now();
  const width = options.width ?? (before === undefined ? WIDTH : COMPARED_WIDTH);
  const source = { prometheus, width, now: () => now };
  const after = await versionNamed(undefined, stack, signal);
  const content =
    before === undefined
      ? contentOf(after, source)
      : compared(before, await versionNamed(before, stack, signal), after, source);
  if (content.listing.dashboards.length === 0) {
    console.log(`No dashboard differs from ${String(before)}.`);
    return;
  }
  // Rejects invalid times before anything is built or drawn.
  for (const { from } of content.listing.dashboards) {
    rangeOf(options.from ?? from, options.to ?? "now", now);
  }
  const drawn = await draw(content, {
    ...options,
    folder,
    width: before === undefined ? width : 2 * width,
    say: console.log,
    drawn: tell,
    signal,
  });
  if (drawn.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
}

function compared(ref: string, before: Version, after: Version, source: Source): Content {
  const seconds = { before: before.scrapeSeconds, after: after.scrapeSeconds };
  const labels = { before: `Before: ${ref}`, after: "After: the working copy" };
  return comparedContent(changedPairs(before, after), seconds, labels, source);
}

/** The smallest width that has room for a panel's legend. */
const NARROWEST = 400;
const WIDEST = 4000;

function pixels(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= NARROWEST && value <= WIDEST) return value;
  throw new InvalidArgumentError(`Give a whole number from ${NARROWEST} to ${WIDEST}.`);
}

const KIB = 1024;

function tell({ file, bytes, milliseconds, panels, errors }: Drawn): void {
  const count = (wanted: string) => panels.filter(({ state }) => state === wanted).length;
  const notes = [
    `${String(panels.length)} panels`,
    ...(["empty", "error", "undrawn"] as const)
      .filter((state) => count(state) > 0)
      .map((state) => `${String(count(state))} ${state}`),
  ];
  const size = `${String(Math.round(bytes / KIB))} KiB`;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  console.log(`${file}  ${size}  ${time}  ${notes.join(", ")}`);
  for (const error of errors) console.error(`${file}: ${error}`);
}

void run(command, {
  usage: "npm run pictures -- <folder>; --help has examples.",
  examples: [
    ["npm run pictures -- out/pictures", "draws each dashboard of the local cluster"],
    [
      "npm run pictures -- out/pictures --before main",
      "draws those that differ from main's, side by side",
    ],
    [
      "npm run pictures -- out/pictures --from now-6h --stack prod",
      "draws the last six hours of prod",
    ],
    [
      "npm run pictures -- out/pictures --theme light --width 1280",
      "draws them in the light theme, for a small screen",
    ],
  ],
});
