import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureDebianTree } from "../../../lab/builder/debian";
import { exec } from "../../../lab/builder/exec";
import { copyFrom, librariesOf, sharedObjectsIn } from "../../../lab/builder/libraries";
import { Problem } from "../../../tools/problem";

const POSTGRES = "usr/lib/postgresql/15/bin/postgres";
const MODULES = "usr/lib/postgresql/15/lib";
const LOADER = "lib64/ld-linux-x86-64.so.2";
const LIBC = "lib/x86_64-linux-gnu/libc.so.6";

describe("the libraries of Debian programs", () => {
  const folder = mkdtempSync(join(tmpdir(), "libraries-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let tree = "";
  beforeAll(async () => {
    tree = await ensureDebianTree();
  });

  it("are sufficient to run a program in an otherwise empty folder", async () => {
    const root = join(folder, "root");
    const libraries = await librariesOf(tree, [join(tree, POSTGRES)]);
    expect(libraries).toEqual(expect.arrayContaining([LOADER, LIBC]));
    await copyFrom(tree, root, [POSTGRES, ...libraries]);

    const folders = ["lib", "usr/lib"].map((each) => join(root, each, "x86_64-linux-gnu"));
    const loader = ["--library-path", folders.join(":"), join(root, POSTGRES)];
    const listed = await exec(join(root, LOADER), ["--list", ...loader]);
    const elsewhere = [...listed.matchAll(/=> (\S+)/g)].filter(
      ([, path = ""]) => !path.startsWith(`${root}/`),
    );
    expect(elsewhere).toEqual([]);
    expect(await exec(join(root, LOADER), [...loader, "--version"])).toMatch(
      /^postgres \(PostgreSQL\) 15\./,
    );
  });

  it("include those of modules that programs load at run time", async () => {
    const modules = sharedObjectsIn(tree, [MODULES], [`${MODULES}/llvmjit.so`]);
    expect(modules).toContain(`${MODULES}/pg_stat_statements.so`);
    expect(modules).not.toContain(`${MODULES}/llvmjit.so`);
    const own = await librariesOf(
      tree,
      modules.map((path) => join(tree, path)),
    );
    expect(own.filter((path) => !existsSync(join(tree, path)))).toEqual([]);
  });

  it("are reported as missing if no package provides them, as for PostgreSQL's llvmjit.so", async () => {
    const failing = librariesOf(tree, [join(tree, MODULES, "llvmjit.so")]);
    await expect(failing).rejects.toThrow(Problem);
    await expect(failing).rejects.toThrow(/llvmjit\.so links libLLVM\S+, which is in none of/);
  });

  it("are never taken from the host", async () => {
    const empty = join(folder, "empty");
    mkdirSync(join(empty, "lib64"), { recursive: true });
    cpSync(join(tree, LOADER), join(empty, LOADER), { dereference: true });
    await expect(librariesOf(empty, [process.execPath])).rejects.toThrow(
      /node links lib\S+, which is in none of the Debian packages/,
    );
  });

  it("are copied without excluded paths", async () => {
    const root = join(folder, "partly");
    const out = [`${MODULES}/bitcode`, `${MODULES}/llvmjit.so`];
    await copyFrom(tree, root, [MODULES], out);
    const left = readdirSync(join(tree, MODULES)).filter((name) => {
      return !existsSync(join(root, MODULES, name));
    });
    expect(left.sort()).toEqual(["bitcode", "llvmjit.so"]);
  });
});
