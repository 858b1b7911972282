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

it("accepts a preview that loses no data", () => {
  writeFileSync(file, preview());
  expect(guard(file)).toEqual({
    status: 0,
    stdout: "1 steps, none that loses data.\n",
    stderr: "",
  });
});

it("rejects a preview that loses data, with the cause on one line and the remedy on the next", () => {
  writeFileSync(file, preview(lost));
  expect(guard(file)).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "Namespace monitoring is deleted, and with it everything in it, including its volumes.\n  Keep it in the program. To remove it from the stack but not from the cluster, first set `retainOnDelete: true` on it and deploy that.\n",
  });
});

it("accepts a rejected object named by --allow, but fails if --allow names any other object", () => {
  writeFileSync(file, preview(lost));
  expect(guard(file, "--allow", "Namespace monitoring").status).toBe(0);
  const { status, stderr } = guard(file, "--allow", "Namespace monitoring", "Namespace other");
  expect([status, stderr.split("\n")[0]]).toEqual([
    1,
    "--allow names objects that are not refused: Namespace other.",
  ]);
});

it("reports an unreadable preview file in two lines", () => {
  const { status, stderr } = guard(join(folder, "none.json"));
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringContaining("none.json cannot be read: ENOENT"),
    expect.stringContaining("pulumi preview --json"),
  ]);
});
