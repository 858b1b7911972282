import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import { DISTRIBUTIONS } from "../../infra/settings/cluster";
import { settings } from "../support/stacks";

const PAGE = readFileSync(join(__dirname, "../../docs/clusters.md"), "utf8");

const { other: _, ...named } = DISTRIBUTIONS;

it.each(Object.entries(named))("tells of %s what its preset has", (name, { dns, apiServer }) => {
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

it("has examples that a stack may say", () => {
  const blocks = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
  expect(blocks).toHaveLength(2);
  for (const text of blocks) {
    const said = load(text) as Record<string, Record<string, unknown>>;
    const example = said["autodealgenie:monitoring"] ?? said;
    expect(settings("prod", example)).toMatchObject(example);
  }
});
