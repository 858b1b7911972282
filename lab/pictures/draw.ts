import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { build } from "../builder/progress";
import { outputOf } from "../builder/stage";
import { Problem } from "../../tools/problem";
import { chromiumArguments, chromiumOf } from "./chromium";
import type { Drawn, Order, Theme } from "./order";
import { page } from "./page";
import { serve, type Content } from "./server";

export interface DrawOptions {
  /** The folder for the pictures, which are named `<uid>.png`. */
  readonly folder: string;
  /** The width of a picture, in pixels. */
  readonly width: number;
  /** @default dark */
  readonly theme?: Theme;
  /** The time range, by default each dashboard's own. */
  readonly from?: string;
  readonly to?: string;
  /** Chromium's path. By default one is found or downloaded. */
  readonly chromium?: string;
  readonly say: (line: string) => void;
  /** Called with each picture as soon as it exists. */
  readonly drawn?: (picture: Drawn) => void;
  readonly signal?: AbortSignal;
}

/**
 * Draws each page into a picture.
 *
 * @returns what was drawn; rejects with a Problem if Chromium fails or is interrupted
 */
export async function draw(content: Content, options: DrawOptions): Promise<readonly Drawn[]> {
  const { program, stages } = chromiumOf(options.chromium);
  await build([page, ...stages], options.say);
  await mkdir(options.folder, { recursive: true }).catch((error: unknown) => {
    throw new Problem(
      `${options.folder} cannot be created: ${(error as Error).message}`,
      "Choose another folder.",
    );
  });
  const server = await serve(content, outputOf(page), 0);
  try {
    const range = new URLSearchParams({
      still: "",
      theme: options.theme ?? "dark",
      ...(options.from !== undefined && { from: options.from }),
      ...(options.to !== undefined && { to: options.to }),
    });
    return await drive(
      {
        chromium: program,
        args: chromiumArguments(),
        width: options.width,
        pictures: content.listing.dashboards.map(({ uid }) => ({
          url: `${server.url}/d/${encodeURIComponent(uid)}?${range.toString()}`,
          file: join(options.folder, `${uid}.png`),
        })),
      },
      options,
    );
  } finally {
    await server.close();
  }
}

async function drive(order: Order, { drawn, signal }: DrawOptions): Promise<readonly Drawn[]> {
  const child = spawn(process.execPath, [join(outputOf(page), "draw.cjs")], {
    stdio: ["pipe", "pipe", "pipe"],
    signal,
  });
  const pictures: Drawn[] = [];
  const errors: Buffer[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const picture = JSON.parse(line) as Drawn;
    pictures.push(picture);
    drawn?.(picture);
  });
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  // If a program exits without reading its input, only its exit status counts.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(order));
  const status = await new Promise<number | null>((ended) => {
    // When interrupted, the child gets a signal and ends Chromium before it exits.
    child.once("error", () => undefined);
    child.once("close", (code) => ended(code));
  });
  if (signal?.aborted) throw new Problem("Interrupted.", "Run it again.");
  if (status === 0) return pictures;
  const said = Buffer.concat(errors).toString().trim().split("\n").slice(0, 3).join("; ");
  throw new Problem(
    `Chromium failed to draw: ${said}`,
    "Check that Prometheus still answers, and that this Chromium starts. To use another one: --chromium <path>",
  );
}
