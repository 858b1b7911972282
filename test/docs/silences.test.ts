import { readFileSync } from "node:fs";
import { join } from "node:path";

import { alertConditions, alertNames, type AlertName } from "../../alert-rules";
import { inhibits } from "../../infra/alert-delivery/inhibition";
import { matches, toldApart, type Labels } from "../../infra/alert-delivery/matchers";
import { inhibitRules } from "../../infra/rendered-config/alertmanager/inhibition";
import { withBeginning, withMarked } from "../../tools/reference/marked";
import { silenceText } from "../../tools/reference/runbook";
import { context, declaredRules } from "../support/declared";

const rules = inhibitRules();
const asked = toldApart(
  rules.flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers]),
);

/**
 * Alerts as they may fire: for each rule, one with each value that an inhibition names of the labels that the rule
 * groups by.
 */
const samples: readonly Labels[] = [...alertConditions(context)].flatMap(([name, conditions]) => {
  const its = declaredRules.filter(({ alert }) => alert === name);
  return its.flatMap((rule, i) =>
    (conditions[i]?.query.labels ?? []).reduce<readonly Labels[]>(
      (some, label) =>
        some.flatMap((each) =>
          [...(asked[label] ?? []).filter(Boolean), "one", "another"].map((value) => ({
            [label]: value,
            ...each,
          })),
        ),
      [{ ...rule.labels, alertname: rule.alert }],
    ),
  );
});

/** The pairs of these alerts of which the first one inhibits the second, by name. */
const silent: readonly (readonly [source: string, target: string])[] = rules.flatMap((rule) => {
  const targets = samples.filter((labels) => matches(rule.target_matchers, labels));
  return samples
    .filter((labels) => matches(rule.source_matchers, labels))
    .flatMap((source) =>
      targets
        .filter((target) => inhibits([rule], source, target))
        .map((target) => [source.alertname!, target.alertname!] as const),
    );
});

/** The other alerts that an alert inhibits, or that inhibit it. */
function found(name: AlertName, end: "source" | "target"): readonly string[] {
  const others = silent
    .filter(([source, target]) => (end === "source" ? source : target) === name)
    .map(([source, target]) => (end === "source" ? target : source));
  return [...new Set(others)].filter((other) => other !== name).sort();
}

describe.each(alertNames)("inhibitions in %s.md", (name) => {
  const text = silenceText(name, context, rules);
  const sentences = text.split("\n\n");
  const namedIn = (begin: string) =>
    [
      ...new Set(
        sentences
          .filter((sentence) => sentence.startsWith(begin))
          .flatMap((sentence) => [...sentence.matchAll(/\[(\w+)\]\(/g)].map(([, each]) => each!)),
      ),
    ].sort();

  it("name exactly the alerts that it inhibits and those that inhibit it", () => {
    expect(namedIn("While it fires")).toEqual(found(name, "source"));
    expect(namedIn("It is inhibited")).toEqual(found(name, "target"));
  });

  it("are up to date with `npm run docs`", () => {
    const page = readFileSync(join(__dirname, `../../docs/runbooks/${name}.md`), "utf8");
    const block = /<!-- silences: .* -->\n\n([^]*)\n\n<!-- end of silences -->/.exec(page)?.[1];
    expect(block).toBe(text);
  });
});

it("distinguishes the rules of one alert, and names the labels that inhibitions depend on", () => {
  const of = (name: AlertName) => silenceText(name, context, rules);
  expect(of("ServiceDown")).toMatch(/^While it fires with `impact="outage"`.*\[HighAPILatency\]/);
  expect(of("ServiceDown")).toContain('[TargetDown](TargetDown.md) of `job="backend"`');
  expect(of("DiskSpaceLow")).toContain("with the same `namespace` and `persistentvolumeclaim`");
  expect(of("AvailabilityBudgetBurn")).toContain('its own rules with `tier=~"slow|slowest"`');
  expect(of("HighErrorRate")).toBe("It inhibits no other alert, and none inhibits it.");
});

describe("a marked block", () => {
  const marks = { begin: "<!-- b -->", end: "<!-- e -->" };

  it("is appended to its section, and replaced there afterwards", () => {
    const page = "# P\n\n## One\n\nText.\n\n## Two\n\nMore.\n";
    const first = withMarked(page, marks, "One", "new");
    expect(first).toBe(
      "# P\n\n## One\n\nText.\n\n<!-- b -->\n\nnew\n\n<!-- e -->\n\n## Two\n\nMore.\n",
    );
    expect(withMarked(first, marks, "One", "newer")).toBe(first.replace("new", "newer"));
    expect(withMarked(page, marks, "Two", "new")).toMatch(/More\.\n\n<!-- b -->[^]*<!-- e -->\n$/);
  });

  it("is rejected if the page lacks the section", () => {
    expect(() => withMarked("# P\n", marks, "One", "new")).toThrow('no section "One"');
  });
});

it("a section's first sentence is inserted only once", () => {
  const page = "# P\n\n## One\n\nText.\n";
  const first = withBeginning(page, "One", "So.");
  expect(first).toBe("# P\n\n## One\n\nSo.\n\nText.\n");
  expect(withBeginning(first, "One", "So.")).toBe(first);
  expect(() => withBeginning(page, "Two", "So.")).toThrow('no section "Two"');
});
