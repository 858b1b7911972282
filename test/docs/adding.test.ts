import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { load } from "js-yaml";

import { ProjectCopy } from "../support/projectCopy";

const ROOT = join(__dirname, "../..");
const page = readFileSync(join(ROOT, "docs/adding.md"), "utf8");

interface Step {
  /** The last path that the step in `docs/adding.md` names before its content. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** What a reader copies: a diff, or a whole new file, with the path that the text before it names. */
function stepsOf(text: string): readonly Step[] {
  const blocks = text.matchAll(/^( *)(`{3,})(\w+)\n([^]*?)\n\1\2$/gm);
  return [...blocks].map(({ 1: indent = "", 3: language = "", 4: body = "", index }) => {
    const paths = [...text.slice(0, index).matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)];
    return {
      path: paths.at(-1)?.[1] ?? "",
      language,
      text: `${body.replaceAll(new RegExp(`^${indent}`, "gm"), "")}\n`,
    };
  });
}

let copy: ProjectCopy;

beforeAll(() => {
  copy = new ProjectCopy("adding-");
});

afterAll(() => copy.remove());

it("docs/adding.md works when followed to the letter", () => {
  const steps = stepsOf(page);
  expect(steps.length).toBeGreaterThan(10);
  for (const { path, language, text } of steps) {
    if (language === "sh") {
      for (const line of text.trim().split("\n")) {
        const [, words = ""] = /^npm run new -- (.*)$/.exec(line) ?? [];
        expect({ line, ...copy.program("tools/new/cli.ts", ...words.split(" ")) }).toMatchObject({
          status: 0,
          said: expect.stringMatching(/^new /),
        });
      }
    } else if (language === "yaml") {
      // Throws for fields that the resource's own schema does not know.
      new ServiceMonitor(load(text) as ConstructorParameters<typeof ServiceMonitor>[0]).validate();
    } else if (language === "diff") {
      expect(text).toContain(`+++ b/${path}\n`);
      const patch = copy.path("step.patch");
      writeFileSync(patch, text);
      // Lines that have moved are found by their context.
      expect({ path, ...copy.run("git", ["apply", "--recount", patch]) }).toEqual({
        path,
        status: 0,
        said: "",
      });
      rmSync(patch);
    } else {
      expect(existsSync(copy.path(path))).toBe(false);
      writeFileSync(copy.path(path), text);
    }
  }

  const written = steps.filter(({ language }) => language !== "sh" && language !== "yaml");
  const changed = [...new Set(written.map(({ path }) => path))];
  expect(copy.bin("oxfmt", "--list-different", ...changed)).toEqual({ status: 0, said: "" });
  // oxlint also checks types.
  expect(copy.bin("oxlint")).toMatchObject({ status: 0 });
  // The alert's rules, its panel, its runbook and everything that they refer to.
  expect(copy.program("tools/check/cli.ts", "dev")).toMatchObject({
    status: 0,
    said: expect.stringContaining("dev: no mistakes"),
  });
  const rendered = copy.program("tools/render/cli.ts", "dev", "out/dev");
  expect(rendered).toMatchObject({ status: 0 });
  expect(readFileSync(copy.path("out/dev/prometheus/rules/alerts.yml"), "utf8")).toContain(
    "alert: LockoutsHigh",
  );
  expect(
    readFileSync(
      copy.path("out/dev/manifests/ServiceMonitor-monitoring-queue-exporter.yaml"),
      "utf8",
    ),
  ).toContain("queue-exporter");
});
