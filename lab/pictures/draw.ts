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
  /** Where each picture is written, as `<uid>.png`. */
  readonly folder: string;
  /** Of a picture, in pixels. */
  readonly width: number;
  /** @default dark */
  readonly theme?: Theme;
  /** What is shown of time; what each dashboard says where left out. */
  readonly from?: string;
  readonly to?: string;
  /** Chromium's program; one is found or brought where left out. */
  readonly chromium?: string;
  readonly say: (line: string) => void;
  /** Called with each picture as soon as it exists. */
  readonly drawn?: (picture: Drawn) => void;
  readonly signal?: AbortSignal;
}

/**
 * Draws each page of some content into a picture.
 *
 * @returns what was drawn; rejects with a Problem where Chromium does not run, or is interrupted
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
  // A program that ends without reading its input is judged by its status.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(order));
  const status = await new Promise<number | null>((ended) => {
    // Interrupted, it is told so, and ends Chromium before itself.
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
