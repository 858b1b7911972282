import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { scaledTimes } from "../../infra/rendered-config/times";
import { parseDuration } from "../../signals/promql/duration";
import { urlOf } from "../../lab/cluster/layout";
import { eventually } from "../../tools/polling";
import { build } from "../../lab/builder/progress";
import { asker } from "../../lab/pictures/ask";
import { chromiumOf } from "../../lab/pictures/chromium";
import { contentOf } from "../../lab/pictures/content";
import { draw } from "../../lab/pictures/draw";
import type { DashboardJson, Drawing, PanelJson } from "../../lab/pictures/drawing";
import type { Drawn, DrawnPanel } from "../../lab/pictures/order";
import { page } from "../../lab/pictures/page";
import type { Content } from "../../lab/pictures/server";
import { Traffic } from "../../lab/traffic/traffic";
import { decoded, type Picture } from "../support/decoded";
import { MAY_BE_EMPTY } from "./support/emptyPanels";
import { labDashboards } from "./support/labStack";

const WIDTH = 1600;
const COLUMNS = 24;
/** The gap between panels, and a grid row with the gap below it, in pixels, as in Grafana. */
const GUTTER = 8;
const ROW = 38;
/** The time range, which the traffic of earlier tests has filled. */
const SHOWN = "now-5m";

const prometheus = urlOf("prometheus");
const folder = mkdtempSync(join(tmpdir(), "pictures-"));
const quiet = () => undefined;
const drawings = new Map<string, Drawing>();

/** Keeps Prometheus's answers, to compare them with what is drawn. */
function kept(content: Content): Content {
  return {
    ...content,
    drawing: async (uid, from, to) => {
      const drawing = await content.drawing(uid, from, to);
      if (drawing) drawings.set(uid, drawing);
      return drawing;
    },
  };
}

async function drawn(dashboards: readonly DashboardJson[]): Promise<ReadonlyMap<string, Drawn>> {
  const source = { prometheus: asker(prometheus), width: WIDTH, now: Date.now };
  const content = kept(contentOf({ dashboards, scrapeSeconds: SCRAPE_SECONDS }, source));
  const pictures = await draw(content, { folder, width: WIDTH, from: SHOWN, say: quiet });
  return new Map(dashboards.map(({ uid }, i) => [uid, pictures[i]!]));
}

/**
 * As with a time scale of 1: cAdvisor measures every 10 to 20 s at any time scale, and a shorter window would have no
 * rate.
 */
const SCRAPE_SECONDS = parseDuration(scaledTimes(1).scrapeInterval) / 1000;

// Converted to JSON and back, as in a file: undefined fields disappear.
const all = JSON.parse(JSON.stringify(labDashboards)) as readonly DashboardJson[];
const panelsOf = (uid: string) => all.find((each) => each.uid === uid)?.panels ?? [];
const excused = new Set(
  MAY_BE_EMPTY.filter(({ refId }) => refId === undefined).map(
    ({ at }) => `${at.uid}/${String(at.panelId)}`,
  ),
);

/** The expected box of a panel, given where the grid starts. */
function placeOf({ x, y, w, h }: PanelJson["gridPos"], origin: { x: number; y: number }) {
  const column = (WIDTH - 2 * origin.x + GUTTER) / COLUMNS;
  return {
    x: Math.round(origin.x + x * column),
    y: Math.round(origin.y + y * ROW),
    width: Math.round(w * column - GUTTER),
    height: h * ROW - GUTTER,
  };
}

interface Override {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

/** A panel's name for a series: it may rename it, or drop a part of the name. */
function shown(uid: string, id: number, name: string): string {
  const { transformations = [], fieldConfig } = panelsOf(uid).find((each) => each.id === id) ?? {};
  const properties = ((fieldConfig?.overrides ?? []) as readonly Override[])
    .filter(({ matcher }) => matcher.id === "byName" && matcher.options === name)
    .flatMap((override) => override.properties);
  const given = properties.find((property) => property.id === "displayName")?.value;
  if (typeof given === "string") return given;
  const rename = transformations.find((each) => each.id === "renameByRegex");
  if (rename === undefined) return name.trim();
  const { regex, renamePattern } = rename.options as { regex: string; renamePattern: string };
  return name.replace(new RegExp(regex), renamePattern).trim();
}

/** Rounded, because panels may start and end within a pixel. */
const rounded = ({ box }: DrawnPanel) => ({
  x: Math.round(box.x),
  y: Math.round(box.y),
  width: Math.round(box.width),
  height: Math.round(box.height),
});

/**
 * The background of a panel in the dark theme, and the distance from its corners within which nothing is drawn, in
 * pixels.
 */
const PANEL = [24, 27, 31];
const INSIDE = 4;
const near = (pixel: readonly number[], color: readonly number[], by: number) =>
  color.every((value, i) => Math.abs(value - pixel[i]!) <= by);

beforeAll(async () => {
  // Built once for each version of the page, which takes longer than all pictures.
  await build([page, ...chromiumOf().stages]);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("while people use the backend, the picture of each dashboard", () => {
  const over = new AbortController();
  let traffic: Promise<unknown>;
  let pictures: ReadonlyMap<string, Drawn>;

  beforeAll(async () => {
    const people = { baseUrl: urlOf("backend"), users: 5, requestsPerSecond: 20 };
    traffic = new Traffic({ ...people, signal: over.signal }).run();
    await eventually("no panel is empty", 120, async () => {
      pictures = await drawn(all);
      const empty = [...pictures].flatMap(([uid, { panels }]) =>
        panels
          .filter(({ id, state }) => {
            const mayBe = excused.has(`${uid}/${String(id)}`) ? ["data", "empty"] : ["data"];
            return !mayBe.includes(state);
          })
          .map(({ id, state, text }) => `${uid}/${String(id)} is ${state}: ${text}`),
      );
      expect(empty).toEqual([]);
    });
    for (const { file, bytes, milliseconds } of pictures.values()) {
      const size = `${String(Math.round(bytes / 1024))} KiB, ${String(milliseconds)} ms`;
      process.stdout.write(`${file.slice(folder.length + 1)}: ${size}\n`);
    }
  });
  afterAll(async () => {
    over.abort();
    await traffic;
  });

  it("is a PNG of the requested width, with each panel drawn up to its corners", () => {
    expect([...pictures.keys()]).toEqual(all.map(({ uid }) => uid));
    const torn: string[] = [];
    for (const [uid, { file, panels }] of pictures) {
      const png = decoded(file);
      expect({ uid, width: png.width }).toEqual({ uid, width: WIDTH });
      for (const panel of panels) {
        const { x, y, width, height } = rounded(panel);
        const corners = [x + INSIDE, x + width - INSIDE].flatMap((i) =>
          [y + INSIDE, y + height - INSIDE].map((j) => png.at(i, j)),
        );
        const whole = corners.every((pixel) => near(pixel, PANEL, 2));
        if (!whole) torn.push(`${uid}/${String(panel.id)}`);
      }
    }
    expect(torn).toEqual([]);
  });

  it("has each panel at its grid position, with its title", () => {
    for (const [uid, { panels: found }] of pictures) {
      const panels = panelsOf(uid);
      // There may be a row title above the first of them.
      const above = Math.min(...panels.map(({ gridPos }) => gridPos.y)) * ROW;
      const origin = { x: 16, y: Math.min(...found.map(({ box }) => box.y)) - above };
      expect(found.map((each) => [each.id, rounded(each)])).toEqual(
        panels.map(({ id, gridPos }) => [id, placeOf(gridPos, origin)]),
      );
      found.forEach(({ text }, i) => expect(text).toContain(panels[i]?.title));
    }
  });

  it("has the name of each series in its panel's legend", () => {
    const missing: string[] = [];
    let names = 0;
    for (const [uid, { panels: found }] of pictures) {
      const answers = drawings.get(uid)?.sides[0]?.answers ?? {};
      for (const { id, type, text } of found) {
        if (type !== "timeseries") continue;
        for (const { name } of (answers[id] ?? []).flatMap(({ series }) => series)) {
          names += 1;
          if (!text.includes(shown(uid, id, name))) missing.push(`${uid}/${String(id)}: ${name}`);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(names).toBeGreaterThan(100);
  });

  it("is drawn without page errors", () => {
    expect([...pictures.values()].flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe("the picture of a dashboard with every type of panel", () => {
  const thresholds = {
    mode: "absolute",
    steps: [
      { color: "green", value: null },
      { color: "red", value: 0.5 },
    ],
  };
  const kinds = ["timeseries", "stat", "gauge", "bargauge", "heatmap"];
  const defaults = {
    unit: "percentunit",
    min: 0,
    max: 1,
    color: { mode: "thresholds" },
    thresholds,
    custom: { thresholdsStyle: { mode: "dashed" } },
  };
  const dashboard: DashboardJson = {
    uid: "kinds",
    title: "Kinds",
    panels: kinds.map((type, i) => ({
      id: i + 1,
      type,
      title: type,
      gridPos: { x: (i % 3) * 8, y: Math.floor(i / 3) * 8, w: 8, h: 8 },
      fieldConfig: { defaults, overrides: [] },
      targets: [{ refId: "A", expr: "vector(0.25)", legendFormat: "a quarter" }],
    })),
  };
  const named: DashboardJson = {
    ...dashboard,
    uid: "overridden",
    panels: [
      {
        ...dashboard.panels[1]!,
        fieldConfig: {
          defaults,
          overrides: [
            {
              matcher: { id: "byName", options: "a quarter" },
              properties: [{ id: "unit", value: "s" }],
            },
          ],
        },
      },
      {
        ...dashboard.panels[0]!,
        targets: [{ refId: "A", expr: "sum(" }],
      },
    ],
  };
  let picture: Drawn;
  let png: Picture;
  let other: Drawn;

  beforeAll(async () => {
    const pictures = await drawn([dashboard, named]);
    picture = pictures.get("kinds")!;
    png = decoded(picture.file);
    other = pictures.get("overridden")!;
  });

  const panelOf = ({ panels }: Drawn, type: string) => panels.find((each) => each.type === type)!;
  /** The number of pixels of a panel that have a color, approximately. */
  const pixels = (type: string, color: readonly number[]): number => {
    const { x, y, width, height } = rounded(panelOf(picture, type));
    let count = 0;
    for (let i = x; i < x + width; i++) {
      for (let j = y; j < y + height; j++) {
        if (near(png.at(i, j), color, 24)) count += 1;
      }
    }
    return count;
  };
  const RED = [242, 73, 92];
  /** Grafana draws threshold lines with 70 % opacity over the panel's background. */
  const RED_LINE = [177, 59, 74];
  const GREEN = [115, 191, 105];

  it("shows values in their unit, and an unsupported panel type as a box with its name", () => {
    expect(panelOf(picture, "stat").text).toContain("25%");
    expect(panelOf(picture, "bargauge").text).toContain("25%");
    expect(panelOf(picture, "heatmap")).toMatchObject({
      state: "undrawn",
      text: expect.stringContaining("A heatmap panel, which is not drawn here."),
    });
    expect(picture.errors).toEqual([]);
  });

  it("shows the threshold as a dashed line in its color, and values in the color of their level", () => {
    // Half of the panel's width, because dashes and gaps have the same length.
    expect(pixels("timeseries", RED_LINE)).toBeGreaterThan(100);
    expect(pixels("gauge", RED)).toBeGreaterThan(100);
    for (const type of ["timeseries", "stat", "gauge", "bargauge"]) {
      expect({ type, green: pixels(type, GREEN) > 100 }).toEqual({ type, green: true });
    }
    // A quarter of the bar, which fills most of the panel.
    const { width, height } = panelOf(picture, "bargauge").box;
    const share = pixels("bargauge", GREEN) / (width * height);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.25);
    expect(pixels("heatmap", RED) + pixels("heatmap", GREEN)).toBe(0);
  });

  it("applies overrides for single series, and shows why a query fails", () => {
    expect(panelOf(other, "stat").text).toMatch(/250\s*ms/);
    expect(panelOf(other, "timeseries")).toMatchObject({
      state: "error",
      text: expect.stringContaining("parse error"),
    });
  });
});
