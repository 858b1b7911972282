/** Builds the page, and the program that has Chromium draw it: node build.mjs <folder> */
import { cpSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { build } from "esbuild";

const [, , target] = process.argv;
const packages = createRequire(import.meta.url);

/** An editor and maps: nothing that is drawn here needs them, and they are most of the code. */
const LEFT_OUT = /^(monaco-editor|@monaco-editor\/react|ol)(\/|$)/;
const leaveOut = {
  name: "leave out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

await build({
  entryPoints: ["src/main.tsx"],
  outdir: join(target, "assets"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "chrome120",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  legalComments: "linked",
  plugins: [leaveOut],
  logLevel: "warning",
});
await build({
  entryPoints: ["browser/draw.ts"],
  outfile: join(target, "draw.cjs"),
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});
/** The paths where Grafana's components expect icons and fonts: its server has all of them, its packages do not. */
const ASSETS = {
  "build/img/icons": ["@grafana/ui", "dist/public/img/icons"],
  "fonts/inter/Inter-Regular.woff2": [
    "@fontsource-variable/inter",
    "files/inter-latin-wght-normal.woff2",
  ],
  "fonts/inter/Inter-Medium.woff2": [
    "@fontsource-variable/inter",
    "files/inter-latin-wght-normal.woff2",
  ],
  "fonts/roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2": [
    "@fontsource/roboto-mono",
    "files/roboto-mono-latin-400-normal.woff2",
  ],
};
for (const [to, [name, from]] of Object.entries(ASSETS)) {
  const folder = dirname(packages.resolve(`${name}/package.json`));
  cpSync(join(folder, from), join(target, "public", to), { recursive: true });
}
writeFileSync(
  join(target, "index.html"),
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Dashboards (not Grafana)</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/main.css"></head>
<body><div id="page"></div>
<script src="/assets/main.js"></script></body>
</html>
`,
);
