import { toYaml } from "../../../infra/rendered-config/yaml";
import { renderStack, type Rendered } from "../../../tools/render/render";
import { compareTrees } from "../../../tools/review/compare";
import { SEALED_FILE } from "../../../tools/review/model/model";
import { review } from "../../../tools/review/review";
import { rendered } from "../../support/rendered";

let dev: Rendered;
let prod: Rendered;

beforeAll(async () => {
  dev = await rendered("dev");
  prod = await rendered("prod");
});

const withFile = (path: string, text: string) => new Map([...prod.files, [path, text]]);
/** One file of each kind. */
const oneOfEach = () =>
  [...prod.files.keys()].filter((path, i, all) => {
    const kind = (each: string) =>
      each.replace(/^manifests\/(\w+)-.*/, "$1").replace(/[^/]+\.json$/, "");
    return all.findIndex((other) => kind(other) === kind(path)) === i;
  });
const without = (path: string) => new Map([...prod.files].filter(([each]) => each !== path));

describe("a comparison", () => {
  it("finds nothing between a tree and itself", () => {
    expect(compareTrees(prod.files, new Map(prod.files))).toEqual([]);
  });

  it("reports every kind of removed file except metrics.json", () => {
    const silent = oneOfEach().filter(
      (path) =>
        path !== "prometheus/prometheus.yml" &&
        compareTrees(prod.files, without(path)).length === 0,
    );
    expect(silent).toEqual(["metrics.json"]);
  });

  it("reports every kind of file whose text changes", () => {
    const silent = oneOfEach().filter((path) => {
      const text = `${prod.files.get(path) ?? ""}\n`;
      return compareTrees(prod.files, withFile(path, text)).length === 0;
    });
    expect(silent).toEqual([]);
  });

  it("reports a change of a file's text that does not change its meaning", () => {
    const path = "manifests/Service-monitoring-grafana.yaml";
    const commented = withFile(path, `# A remark.\n${prod.files.get(path) ?? ""}`);
    expect(compareTrees(prod.files, commented)).toEqual([
      expect.objectContaining({
        names: [path],
        facts: [{ what: "written differently, with the same meaning" }],
      }),
    ]);
  });

  it("finds a similar number of changes in both directions", () => {
    const [there, back] = [
      compareTrees(dev.files, prod.files),
      compareTrees(prod.files, dev.files),
    ];
    const about = (changes: typeof there) => changes.flatMap(({ names }) => names).length;
    expect(there.length).toBeGreaterThan(20);
    expect(Math.abs(about(there) - about(back))).toBeLessThan(about(there) / 2);
  });

  it("lists the worst changes first", () => {
    const ranks = compareTrees(dev.files, prod.files).map(({ rank }) => rank);
    const order = ["pages", "deletion", "replacement", "access", "other"];
    expect(ranks).toEqual([...ranks].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
  });

  it("does not show secrets", async () => {
    const given = { smtpPassword: "hunter-smtp", slackWebhookUrl: "hunter-slack" };
    const [was, is] = [
      await renderStack("prod", { secrets: given, random: (name) => `hunter-${name}` }),
      await renderStack("prod", {
        secrets: { ...given, smtpPassword: "hunter-new" },
        random: (name) => `hunter-new-${name}`,
      }),
    ];
    const changes = compareTrees(was.files, is.files);
    expect(JSON.stringify(changes)).not.toContain("hunter");
    expect(changes.find(({ names }) => names.includes("monitoring/alertmanager"))?.facts).toEqual([
      { what: "smtp-password changed" },
    ]);
  });

  it("reports a secret whose encrypted value in the stack's file has changed", () => {
    const sealed = (digest: string) =>
      withFile(SEALED_FILE, JSON.stringify({ smtpPassword: digest }));
    expect(compareTrees(sealed("a"), sealed("b"))).toEqual([
      expect.objectContaining({ subject: "secret", facts: [{ what: "smtpPassword changed" }] }),
    ]);
    expect(compareTrees(sealed("a"), prod.files)).toEqual([]);
  });

  it("rejects an invalid tree, and names the missing or invalid file", () => {
    expect(() => compareTrees(prod.files, without("prometheus/prometheus.yml"))).toThrow(
      "prometheus/prometheus.yml is missing",
    );
    expect(() =>
      compareTrees(prod.files, withFile("prometheus/rules/alerts.yml", "groups: [{ rules: [] }]")),
    ).toThrow("prometheus/rules/alerts.yml: groups.0.name");
    expect(() => compareTrees(prod.files, withFile("prometheus/rules/alerts.yml", "a: ["))).toThrow(
      "prometheus/rules/alerts.yml cannot be read",
    );
  });

  it("takes less than two seconds of CPU time for the whole prod stack", () => {
    // If anything differs, everything has to be parsed.
    const other = withFile("grafana/grafana.ini", "[users]\n");
    const began = process.cpuUsage();
    compareTrees(prod.files, other);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});

describe("a review of several stacks", () => {
  const both = (change: (tree: Rendered["files"]) => Rendered["files"]) =>
    review([
      { stack: "dev", base: dev.files, head: change(dev.files) },
      { stack: "prod", base: prod.files, head: change(prod.files) },
    ]);

  it("reports a change once if it is the same in all stacks", () => {
    const { changes } = both(
      (tree) => new Map([...tree, ["grafana/extra.yaml", toYaml({ a: 1 })]]),
    );
    expect(changes.map(({ stacks }) => stacks)).toEqual([["dev", "prod"]]);
  });

  it("notes that metrics are not compared if one side does not list them", () => {
    const { notes } = review([{ stack: "prod", base: without("metrics.json"), head: prod.files }]);
    expect(notes).toEqual(["prod: metrics are not compared, because one side does not list them."]);
  });
});
