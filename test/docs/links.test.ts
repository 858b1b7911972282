import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");
const pages = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => existsSync(join(ROOT, page)));

const textOf = (page: string) => readFileSync(join(ROOT, page), "utf8");
const withoutCode = (text: string) =>
  text.replaceAll(/^( *)```[^]*?^\1```/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** The ids of a page's headings: those that GitHub generates from their titles, and explicit ones. */
function idsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .replaceAll(/<[^>]*>|[`*_]/g, "")
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  return new Set([...titles, ...own]);
}

it.each(pages)("has no dead links in %s", (page) => {
  const links = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, link = ""]) => link,
  );
  const dead = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", id] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      if (id === undefined || statSync(join(ROOT, target)).isDirectory()) return false;
      return !idsOf(textOf(target)).has(id);
    });
  expect(dead).toEqual([]);
});

it("has pages with links", () => {
  expect(pages.length).toBeGreaterThan(60);
  expect(textOf("README.md")).toMatch(/\]\(docs\//);
});
