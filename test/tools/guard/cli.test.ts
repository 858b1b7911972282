import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { preview, step } from "./steps";
import { scriptCommand } from "../../support/launched";

const ROOT = join(__dirname, "..", "..", "..");
const folder = mkdtempSync(join(tmpdir(), "guard-"));
const file = join(folder, "preview.json");

afterAll(() => rmSync(folder, { recursive: true }));

function guard(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(...scriptCommand("guard", ...args), {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const lost = step("delete", "kubernetes:core/v1:Namespace", "monitoring", {
  inputs: { metadata: { name: "monitoring" } },
});

it("lets a preview pass that loses nothing", () => {
  writeFileSync(file, preview());
  expect(guard(file)).toEqual({
    status: 0,
    stdout: "1 steps, none that loses data.\n",
    stderr: "",
  });
});

it("refuses one that does, with the cause on one line and the way out on the next", () => {
  writeFileSync(file, preview(lost));
  expect(guard(file)).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "Namespace monitoring is deleted, and with it everything in it, including its volumes.\n  Keep it in the program. To remove it from the stack but not from the cluster, first set `retainOnDelete: true` on it and deploy that.\n",
  });
});

it("lets pass what somebody has looked at, by its name, and nothing that is not refused", () => {
  writeFileSync(file, preview(lost));
  expect(guard(file, "--allow", "Namespace monitoring").status).toBe(0);
  const { status, stderr } = guard(file, "--allow", "Namespace monitoring", "Namespace other");
  expect([status, stderr.split("\n")[0]]).toEqual([
    1,
    "--allow names objects that are not refused: Namespace other.",
  ]);
});

it("says in two lines what is wrong with what it is given", () => {
  const { status, stderr } = guard(join(folder, "none.json"));
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringContaining("none.json cannot be read: ENOENT"),
    expect.stringContaining("pulumi preview --json"),
  ]);
});
