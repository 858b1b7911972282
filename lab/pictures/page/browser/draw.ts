/**
 * Makes Chromium draw pages into pictures. It is a separate program, so that the rest of the project does not need a
 * browser driver: it reads an Order as JSON from standard input, and writes one line with a Drawn as JSON for each
 * picture.
 */
import { statSync } from "node:fs";
import { text } from "node:stream/consumers";

import puppeteer, { type Browser, type ConsoleMessage } from "puppeteer-core";

import type { Drawn, DrawnPanel, Order, Picture } from "../../order";

/** The timeout of one picture, in milliseconds. */
const PATIENCE = 60_000;
const QUIET_MS = 150;
/** The initial height in pixels; no picture is lower. */
const HEIGHT = 800;

async function run({ chromium, args, width, pictures }: Order): Promise<void> {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: [...args],
    headless: "shell",
    // The parent process gets the signal, too, and reports it.
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
    // Icons may still be loading.
    await page.waitForNetworkIdle({ idleTime: QUIET_MS });
    const { panels, problem } = await page.evaluate(look);
    // No picture in this case: it could be mistaken for the dashboard.
    if (problem !== null) throw new Error(problem);
    // In one shot: a picture that is stitched from parts could mix two states.
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

/** Runs in the page: collects what was drawn, and where. */
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
