import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitepress";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const REPOSITORY = "https://github.com/Raviteja77/autodealgenie";
const BRANCH = "main";

/** Every page of the project that git tracks, or would add. */
const pages = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .trim()
  .split("\n");

const sections = {
  Start: ["README.md", "docs/commands.md", "docs/proof.md", "CHANGELOG.md"],
  Deploy: [
    "deploying",
    "operator",
    "configuration",
    "clusters",
    "platform",
    "identity",
    "compatibility",
  ].map(inDocs),
  "Be on call": [
    "docs/runbooks/README.md",
    "docs/alerting.md",
    "docs/alert-timing.md",
    "docs/notifications.md",
  ],
  Operate: ["upgrading", "backups", "recordings", "performance"].map(inDocs),
  Change: [
    "docs/adding.md",
    "CONTRIBUTING.md",
    "docs/local-cluster.md",
    "docs/local-cluster-internals.md",
    "service/README.md",
    "examples/README.md",
  ],
  "Look up": ["alerts", "metrics", "dashboards", "slos"].map((name) => `docs/reference/${name}.md`),
};

function inDocs(name) {
  return `docs/${name}.md`;
}

/** The URL path of a page. README.md is the page of its folder. */
function addressOf(page) {
  return `/${page.replace(/(^|\/)README\.md$/, "$1").replace(/\.md$/, "")}`;
}

function entry(page) {
  const names = {
    "README.md": "Overview",
    "CHANGELOG.md": "Changelog",
    "CONTRIBUTING.md": "Contributing",
  };
  const name = page
    .replace(/\/README\.md$/, "")
    .replace(/\.md$/, "")
    .split("/")
    .at(-1);
  return {
    text: names[page] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " "),
    link: addressOf(page),
  };
}

const runbooks = pages.filter(
  (page) => /^docs\/runbooks\/[A-Z]\w+\.md$/.test(page) && !page.endsWith("README.md"),
);

/** Links to source files lead to the repository, because the site contains only pages. */
function sourceLinks(md) {
  const render =
    md.renderer.rules.link_open ??
    ((tokens, i, options, _, self) => self.renderToken(tokens, i, options));
  md.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const href = tokens[i].attrGet("href") ?? "";
    if (/^[^#:]+$/.test(href.split("#")[0]) && !/\.md(#.*)?$/.test(href)) {
      const path = posix.join(posix.dirname(env.relativePath ?? ""), href);
      tokens[i].attrSet("href", `${REPOSITORY}/blob/${BRANCH}/${path}`);
    }
    return render(tokens, i, options, env, self);
  };
}

/** Pages are plain Markdown: what Vue would interpret, such as an alert's template, is text. */
function plainText(md) {
  // There is no highlighting grammar for PromQL.
  md.core.ruler.push("promql", ({ tokens }) => {
    for (const token of tokens) if (token.info === "promql") token.info = "txt";
  });
  const plain = (text) => md.utils.escapeHtml(text).replaceAll("{{", "&#123;&#123;");
  md.renderer.rules.text = (tokens, i) => plain(tokens[i].content);
  // <stack> in a sentence is a placeholder, not an HTML element.
  md.renderer.rules.html_inline = (tokens, i) =>
    /^<\/?(a|br)\b/.test(tokens[i].content) ? tokens[i].content : plain(tokens[i].content);
  md.renderer.rules.code_inline = (tokens, i) => `<code>${plain(tokens[i].content)}</code>`;
}

export default defineConfig({
  title: "AutoDealGenie monitoring",
  description: "Monitoring as code for AutoDealGenie: install it, configure it, be on call.",
  srcDir: "../..",
  outDir: "../../out/site",
  cacheDir: "../../out/.cache/site",
  srcExclude: [
    "node_modules/**",
    "out/**",
    "**/node_modules/**",
    "lab/modules/**",
    "tools/site/**",
  ],
  rewrites: Object.fromEntries(
    pages
      .filter((page) => /(^|\/)README\.md$/.test(page))
      .map((page) => [page, page.replace(/README\.md$/, "index.md")]),
  ),
  cleanUrls: true,
  markdown: {
    config: (md) => {
      plainText(md);
      sourceLinks(md);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    sidebar: [
      ...Object.entries(sections).map(([text, some]) => ({ text, items: some.map(entry) })),
      { text: "Runbooks", collapsed: true, items: runbooks.map(entry) },
    ],
  },
});
