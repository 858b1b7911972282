import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import { DISTRIBUTIONS } from "../../infra/settings/cluster";
import { FACTS, type Facts } from "../../infra/settings/distributionFacts";
import type { ClusterRole } from "../../infra/objects/kubernetes";
import { kubeletQuestion, questionsOf } from "../../tools/preflight/questions";
import { settings } from "../support/stacks";

const PAGE = readFileSync(join(__dirname, "../../docs/clusters.md"), "utf8");

const { other: _, ...named } = DISTRIBUTIONS;

it.each(Object.entries(named))("documents the preset of %s", (name, { dns, apiServer }) => {
  const row = PAGE.split("\n").find((line) => line.startsWith(`| \`${name}\``));
  const [, , pods = "", caches = "", ports = ""] = row!.split("|").map((cell) => cell.trim());
  const known = apiServer.ports.filter((port) => port !== 443 || apiServer.ports.length === 1);
  expect(ports).toBe(known.join(", "));
  expect(caches === "none").toBe(dns.blocks.length === 0);
  if (pods === "the same" || pods.startsWith("as ")) {
    expect(dns.pods).toEqual(named.eks.dns.pods);
  } else {
    for (const { namespace, labels, port } of dns.pods) {
      expect(pods).toContain(`\`${namespace}\``);
      expect(pods).toContain(Object.values(labels).join());
      expect(pods).toMatch(new RegExp(`, ${port}$`));
    }
  }
});

it.each(Object.entries<Facts>(FACTS).filter(([name]) => name !== "other"))(
  "documents what %s is known to lack",
  (name, { storage, kubeletCertificates, ingress }) => {
    const lines = PAGE.slice(PAGE.indexOf("## What each distribution lacks")).split("\n");
    const at = lines.findIndex((line) => line.startsWith(`| \`${name}\``));
    const cells = (line: string) => line.split("|").map((cell) => cell.trim());
    const [, , , certificates = "", controller = ""] = cells(lines[at]!);
    const same = lines.slice(0, at + 1).findLast((line) => cells(line)[2] !== "the same");
    const volumes = cells(same!)[2]!;
    expect(volumes).toMatch(
      !storage.defaultClass
        ? /^no default class$/
        : storage.expands
          ? /^can grow, are measured/
          : /^can neither/,
    );
    expect(storage.measured).toBe(storage.expands);
    expect(certificates).toBe(`\`${kubeletCertificates}\``);
    if (ingress === undefined) expect(controller).toBe("none");
    else expect(controller).toContain(`\`${ingress.namespace}\``);
    if (ingress?.className !== undefined) expect(controller).toContain(`\`${ingress.className}\``);
  },
);

const BLOCKS = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
const isObject = (text: string) => text.startsWith("apiVersion:");

it("lists exactly the permissions that preflight needs, all of them read-only", () => {
  const [role] = BLOCKS.filter(isObject).map((text) => load(text) as ClusterRole);
  const given = role!.rules!.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => `${verb} ${resource}${group === "" ? "" : `.${group}`}`),
      ),
    ),
  );
  const asked = [
    ...Object.values(questionsOf(settings("prod"))),
    kubeletQuestion("node-1", "configz"),
  ];
  const needed = new Set(asked.flatMap(({ right }) => right ?? []));
  expect(given.sort()).toEqual([...needed].sort());
  expect(given.filter((right) => !/^(get|list) /.test(right))).toEqual([]);
});

it("has examples that are valid settings", () => {
  const blocks = BLOCKS.filter((text) => !isObject(text));
  expect(blocks).toHaveLength(2);
  for (const text of blocks) {
    const said = load(text) as Record<string, Record<string, unknown>>;
    const example = said["autodealgenie:monitoring"] ?? said;
    expect(settings("prod", example)).toMatchObject(example);
  }
});
