import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { READ_BY_NOBODY, referencePages } from "../../infra/reference/pages";
import { readers } from "../../infra/reference/readers";
import { backend } from "../../service/metrics/catalog";
import { context } from "../support/declared";

const ROOT = join(__dirname, "../..");

it("is what npm run docs would write now", () => {
  // In a process of its own: prettier loads itself as an ES module, which jest cannot.
  const cli = ["-r", "ts-node/register/transpile-only", "infra/reference/cli.ts", "--check"];
  const { status, stderr } = spawnSync(process.execPath, cli, { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

it("has no page that nothing writes", () => {
  const pages = readdirSync(join(ROOT, "docs/reference"));
  expect(pages.sort()).toEqual(Object.keys(referencePages(context)).sort());
});

it("finds each metric of the backend's read by a panel, an alert or a rule, or says why not", () => {
  const read = readers(context);
  const unread = Object.keys(backend).filter((name) => !read.has(name));
  expect(unread.sort()).toEqual(Object.keys(READ_BY_NOBODY).sort());
});
