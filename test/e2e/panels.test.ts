import { filledIn, panelQueries, type PanelQuery } from "../../dashboards";
import { eventually } from "../../tools/polling";
import { query, queryRange } from "../../lab/clients/prometheus";
import { urlOf } from "../../lab/cluster/layout";
import { Traffic } from "../../lab/traffic/traffic";
import { MAY_BE_EMPTY } from "./support/emptyPanels";
import { labDashboards } from "./support/labStack";
import { rangeOf, strays, WIDER, type Range } from "./support/ranges";
import { settled } from "./support/settled";

// Grafana's rate window for its default time range: at least four scrapes, even with a time scale of 1.
const WINDOW = "1m";
const SECONDS_SHOWN = 300;
const STEP = 15;

interface Asked extends PanelQuery {
  readonly range: Range;
  readonly mayBeEmpty: boolean;
}

const asked: readonly Asked[] = labDashboards.flatMap((dashboard) =>
  panelQueries(dashboard).map((it) => {
    const unit = dashboard.panels.find(({ id }) => id === it.panelId)?.fieldConfig?.defaults.unit;
    const at = { uid: it.dashboard, panelId: it.panelId };
    const excused = MAY_BE_EMPTY.filter(({ refId }) => refId === undefined || refId === it.refId);
    const mayBeEmpty = excused.some((each) => idOf(each.at) === idOf(at));
    return { ...it, expr: filledIn(it.expr, WINDOW), range: rangeOf(at, unit), mayBeEmpty };
  }),
);

function idOf({ uid, panelId }: { readonly uid: string; readonly panelId?: number }): string {
  return `${uid}/${String(panelId)}`;
}

const panelOf = ({ dashboard, panelId }: PanelQuery) => idOf({ uid: dashboard, panelId });

/** The name of a query in an error. */
const nameOf = (it: Asked) => `${panelOf(it)} "${it.title}" ${it.refId}: ${it.expr}`;

/** A panel's values now, and over the last minutes as a time series panel queries them. */
async function valuesOf({ expr }: Asked) {
  const end = Date.now() / 1000;
  const shown = { start: end - SECONDS_SHOWN, end, step: STEP };
  const [now, course] = await Promise.all([query(expr), queryRange(expr, shown)]);
  return { now: now.map(({ value }) => value), course };
}

describe("while people use the backend, every query of every panel", () => {
  const over = new AbortController();
  let traffic: Promise<unknown>;
  const withData = new Map<string, Asked>();

  beforeAll(async () => {
    await settled();
    const people = { baseUrl: urlOf("backend"), users: 5, requestsPerSecond: 20 };
    traffic = new Traffic({ ...people, signal: over.signal }).run();
  });

  afterAll(async () => {
    over.abort();
    await traffic;
  });

  it("has data", async () => {
    let without: readonly Asked[] = asked;
    try {
      await eventually("every panel has data", 240, async () => {
        // Only the queries that had no values are repeated: some wait for what people do last.
        const answers = await Promise.all(
          without.map(async (it) => {
            const { now, course } = await valuesOf(it);
            return { it, has: now.length > 0 && course.length > 0 };
          }),
        );
        for (const { it, has } of answers) if (has) withData.set(nameOf(it), it);
        without = answers.filter(({ has }) => !has).map(({ it }) => it);
        expect(without.filter(({ mayBeEmpty }) => !mayBeEmpty).map(nameOf)).toEqual([]);
      });
    } finally {
      const panels = new Set([...withData.values()].map(panelOf));
      const all = new Set(asked.map(panelOf));
      process.stdout.write(
        `panels with data / all: ${String(panels.size)} / ${String(all.size)}\n`,
      );
    }
  });

  it("has only values that its unit allows", async () => {
    const wrong = await Promise.all(
      asked.map(async (it) => {
        const { now, course } = await valuesOf(it);
        const bad = strays([...now, ...course], it.range);
        return bad.length === 0 ? [] : [`${nameOf(it)} has ${bad.slice(0, 3).join(", ")}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });
});

it("every panel has at least one query to check", () => {
  const queried = new Set(asked.map(panelOf));
  const all = labDashboards.flatMap(({ uid, panels }) =>
    panels.map(({ id, title }) => ({ id: idOf({ uid, panelId: id ?? 0 }), title })),
  );
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ id }) => !queried.has(id))).toEqual([]);
});

it("every exception refers to an existing panel, has a reason, and is unique", () => {
  const panels = new Set(asked.map(panelOf));
  const excused = [...MAY_BE_EMPTY, ...WIDER].map(({ at }) => idOf(at));
  expect(excused.filter((id) => !panels.has(id))).toEqual([]);
  for (const table of [MAY_BE_EMPTY, WIDER]) {
    const ids = table.map(({ at }) => idOf(at));
    expect(new Set(ids).size).toBe(ids.length);
    expect(table.filter(({ because }) => because === "")).toEqual([]);
  }
});
