import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromiumArguments, chromiumOf, debianChromium } from "../../../lab/pictures/chromium";

const PATH = process.env.PATH;
const folder = mkdtempSync(join(tmpdir(), "chromium-"));
afterEach(() => void (process.env.PATH = PATH));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the Chromium that renders pictures", () => {
  it("is the one that is given explicitly", () => {
    expect(chromiumOf(process.execPath)).toEqual({ program: process.execPath, stages: [] });
    expect(() => chromiumOf("/no/chromium")).toThrow("There is no /no/chromium.");
  });

  it("is the machine's, or else Debian's, which is unpacked first", () => {
    const apt = ["apt-get", "dpkg-deb"].map((name) => join(folder, name));
    apt.forEach((path) => writeFileSync(path, ""));
    process.env.PATH = folder;
    expect(chromiumOf().stages).toEqual([debianChromium]);
    const own = join(folder, "chromium");
    writeFileSync(own, "");
    expect(chromiumOf()).toEqual({ program: own, stages: [] });
  });

  it("is reported as missing if neither is available", () => {
    process.env.PATH = "/nowhere";
    expect(() => chromiumOf()).toThrow("There is no Chromium on the PATH");
  });

  it("can only reach the loopback address, and has a sandbox unless root runs it", () => {
    const args = chromiumArguments();
    expect(args).toContain("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    expect(args.includes("--no-sandbox")).toBe(process.getuid?.() === 0);
  });
});
