import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { alertNames } from "../../alert-rules";
import { CATALOGS } from "../../signals/catalogs";
import { READ_BY_NOBODY } from "../../tools/reference/metricsPage";
import { referencePages } from "../../tools/reference/pages";
import { readers } from "../../tools/reference/readers";
import { SLOS } from "../../signals/slo/objectives";
import { UNDRILLED } from "../../lab/drills/undrilled";
import { referenceInput } from "../../lab/reference/input";
import { context, declaredDashboards } from "../support/declared";
import { scriptCommand } from "../support/launched";

const ROOT = join(__dirname, "../..");
const FOLDER = join(ROOT, "docs/reference");

const pages = referencePages(referenceInput());

it("is up to date with `npm run docs`", () => {
  // In a separate process: oxfmt is an ES module, which jest cannot load.
  const { status, stderr } = spawnSync(...scriptCommand("docs", "--check"), {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

it("consists of exactly the generated pages", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(pages).sort());
});

it("lists a reason for each metric that no panel, alert or rule reads", () => {
  const read = readers(context);
  const names = CATALOGS.flatMap(({ metrics }) => Object.keys(metrics));
  const unread = names.filter((name) => !read.has(name));
  expect(unread.sort()).toEqual(Object.keys(READ_BY_NOBODY).sort());
});

/** The ids by which a page's headings can be linked to. */
const idsOf = (text: string) =>
  [...text.matchAll(/^#+ .*<a id="([^"]+)"><\/a>$/gm)].map(([, id]) => id!);

it("describes every metric, alert, panel and objective exactly once", () => {
  const panels = declaredDashboards.flatMap(({ uid, panels: each }) => [
    uid,
    ...each.map(({ id }) => `${uid}-${id!}`),
  ]);
  const names = CATALOGS.flatMap(({ metrics }) => Object.keys(metrics));
  expect(idsOf(pages["metrics.md"]!)).toEqual(names);
  expect(idsOf(pages["alerts.md"]!)).toEqual(alertNames);
  expect(idsOf(pages["dashboards.md"]!)).toEqual(panels);
  expect(idsOf(pages["slos.md"]!)).toEqual(SLOS);
});

describe("the alerts", () => {
  const of = (name: string) => pages["alerts.md"]!.split(`<a id="${name}">`)[1]!.split("\n## ")[0]!;

  it("are described in words, with units for their limits", () => {
    expect(of("HighErrorRate")).toContain(
      "Fires when: *Error ratio* above 5 % over 5m, and *Requests* at least 0.1/s over 5m; or, of fewer, above 5 % with *Failed requests* at least 10, over 5m, 15m or 1h, for 5m.",
    );
    expect(of("CertificateExpiring")).toContain("*Certificates* below 14d");
    expect(of("DiskSpaceLow")).toContain("One alert per `namespace`, `persistentvolumeclaim`.");
  });

  it("are listed with their maximum delay in each stack, its budget and their receivers", () => {
    expect(of("DatabaseDown")).toContain(
      "| dev | critical | 3 min 50 s | 25 s scrape + 45 s window + 30 s evaluation + 2 min for + 10 s group | 5 min | pagerduty (pagerduty-routing-key), slack #critical-alerts |",
    );
    expect(of("DatabaseDown")).toContain("| prod | critical | 3 min 58 s |");
    expect(of("DatabaseDown")).toContain("+ 8 s cluster |");
  });

  it("all have a runbook, a panel and a drill, or a reason for having no drill", () => {
    for (const name of alertNames) {
      const why = UNDRILLED.get(name);
      expect(of(name)).toMatch(
        why === undefined
          ? new RegExp(`^Drill: (?!none).*\`npm run drill -- ${name}\``, "m")
          : `Drill: none, as ${why}.`,
      );
      expect(of(name)).toMatch(/\(\.\.\/runbooks\/.*\(dashboards\.md#/);
    }
  });
});
