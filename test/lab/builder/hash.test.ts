import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { hashOf, hashOfFolder, isHash } from "../../../lab/builder/hash";

describe("the hash of parts", () => {
  it("differs for parts that are equal only when concatenated", () => {
    expect(hashOf("ab", "c")).not.toBe(hashOf("a", "bc"));
    expect(hashOf("1:a")).not.toBe(hashOf("", "a"));
    expect(hashOf()).not.toBe(hashOf(""));
  });

  it("is distinguishable from other names", () => {
    expect(isHash(hashOf("a"))).toBe(true);
    expect(isHash(`${hashOf("a")}.removed`)).toBe(false);
    expect(isHash("0123456789abcdeg")).toBe(false);
  });
});

describe("the hash of a folder", () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((each) => rmSync(each, { recursive: true })));

  /** The hash of a new folder with some files. */
  const of = (files: Readonly<Record<string, string | Buffer>>, below = ""): string => {
    const folder = mkdtempSync(join(tmpdir(), "hash-"));
    folders.push(folder);
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, below, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return hashOfFolder(join(folder, below));
  };
  const one = of({ "a.go": "1", "b/c.go": "2" });

  it("does not depend on the folder's location, even below dist", () => {
    expect(of({ "b/c.go": "2", "a.go": "1" })).toBe(one);
    expect(of({ "a.go": "1", "b/c.go": "2" }, "dist/sources")).toBe(one);
    expect(of({ "a.go": "3", "b/c.go": "2" }, "dist/sources")).not.toBe(one);
  });

  it.each([
    ["a file's content", { "a.go": "3", "b/c.go": "2" }],
    ["a file's name", { "a2.go": "1", "b/c.go": "2" }],
    ["an additional file", { "a.go": "1", "b/c.go": "2", d: "" }],
    ["a missing file", { "a.go": "1" }],
  ])("changes with %s", (_, files) => {
    expect(of(files)).not.toBe(one);
  });

  it("changes with binary content", () => {
    expect(of({ a: Buffer.from([0xfe]) })).not.toBe(of({ a: Buffer.from([0xff]) }));
  });

  it.each(["node_modules/x/index.js", "b/dist/main.js", "b/c_test.go"])(
    "ignores %s, which is not part of any program",
    (path) => {
      expect(of({ "a.go": "1", "b/c.go": "2", [path]: "more" })).toBe(one);
    },
  );
});
