/**
 * Has Chromium draw pages into pictures. A program of its own, so that the rest of the project needs no driver of
 * browsers: it is given an Order as JSON on standard input, and writes one Drawn as JSON on a line for each picture.
 */
import { statSync } from "node:fs";
import { text } from "node:stream/consumers";

import puppeteer, { type Browser, type ConsoleMessage } from "puppeteer-core";

import type { Drawn, DrawnPanel, Order, Picture } from "../../order";

/** For one picture, in milliseconds. */
const PATIENCE = 60_000;
const QUIET_MS = 150;
/** At first, in pixels; no picture is lower. */
const HEIGHT = 800;

async function run({ chromium, args, width, pictures }: Order): Promise<void> {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: [...args],
    headless: "shell",
    // Whoever waits for this program is interrupted, too, and says so.
    handleSIGINT: true,
    handleSIGTERM: true,
    handleSIGHUP: true,
  });
  try {
    for (const picture of pictures) {
      process.stdout.write(`${JSON.stringify(await draw(browser, picture, width))}\n`);
    }
  } finally {
    await browser.close();
  }
}

async function draw(browser: Browser, { url, file }: Picture, width: number): Promise<Drawn> {
  const started = performance.now();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(said(message));
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("requestfailed", (request) => {
    errors.push(`${request.url()}: ${request.failure()?.errorText ?? "failed"}`);
  });
  try {
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width, height: HEIGHT });
    await page.goto(url);
    await page.waitForSelector("html[data-drawn]");
    // Icons are still on their way.
    await page.waitForNetworkIdle({ idleTime: QUIET_MS });
    const { panels, problem } = await page.evaluate(look);
    // No picture of it: whoever sees one takes it for the dashboard.
    if (problem !== null) throw new Error(problem);
    // All of it at once: a picture that is put together of parts can show two states.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ width, height });
    await page.screenshot({ path: file });
    const milliseconds = Math.round(performance.now() - started);
    return { file, bytes: statSync(file).size, milliseconds, panels, errors };
  } finally {
    await page.close();
  }
}

function said(message: ConsoleMessage): string {
  const { url } = message.location();
  return url === undefined ? message.text() : `${message.text()} (${url})`;
}

/** Run in the page: what was drawn, and where. */
function look(): { panels: DrawnPanel[]; problem: string | null } {
  const panels = [...document.querySelectorAll<HTMLElement>("[data-panel]")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { panel, type, state } = element.dataset;
    return {
      id: Number(panel),
      type: type ?? "",
      state: (state ?? "error") as DrawnPanel["state"],
      text: element.innerText,
      box: { x, y: y + window.scrollY, width, height },
    };
  });
  const alert = document.querySelector<HTMLElement>("#page > [role=alert]");
  return { panels, problem: alert?.innerText ?? null };
}

text(process.stdin)
  .then((order) => run(JSON.parse(order) as Order))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
