import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Problem } from "../../../tools/problem";
import { readStackFile } from "../../../tools/render/stackFile";
import { plainScalars, READ_SCALARS } from "../../support/plainScalars";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-file-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FILE = "Pulumi.prod.yaml";

/** The error for a file, with the remedy. */
function refusalOf(text: string): string {
  writeFileSync(join(folder, FILE), text);
  try {
    readStackFile(join(folder, FILE));
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return String(error);
  }
  throw new Error("The file was read.");
}

describe("a stack's file", () => {
  it("is read into its settings and a list of its keys", () => {
    const text = [
      "# Of our own cluster.",
      "config:",
      "  kubernetes:context: ours",
      "  autodealgenie:monitoring:",
      "    environment: dev",
      "encryptionsalt: v1:abc",
    ];
    writeFileSync(join(folder, FILE), text.join("\n"));
    expect(readStackFile(join(folder, FILE))).toEqual({
      settings: { environment: "dev" },
      keys: ["kubernetes:context", "autodealgenie:monitoring"],
    });
  });

  const readOf = (text: string) => {
    writeFileSync(join(folder, FILE), text);
    return readStackFile(join(folder, FILE));
  };

  it("is parsed as in Pulumi: numbers and dates by YAML 1.1, words by YAML 1.2", () => {
    const text = `config:\n  autodealgenie:monitoring:\n${plainScalars("    ")}`;
    expect(readOf(text).settings).toEqual(READ_SCALARS);
  });

  it("may use merge keys, and anchors that are defined outside its config", () => {
    const text = [
      "x-small: &small {memory: 256Mi, cpu: 1}",
      "config:",
      "  autodealgenie:monitoring:",
      "    backend: {<<: *small, cpu: 2}",
      "    postgres: *small",
    ];
    expect(readOf(text.join("\n")).settings).toEqual({
      backend: { memory: "256Mi", cpu: 2 },
      postgres: { memory: "256Mi", cpu: 1 },
    });
  });

  it.each(["monitoring", "autodealgenie:monitoring", "autodealgenie:config:monitoring"])(
    "may have its settings under %s, a byte order mark and Windows line endings",
    (key) => {
      const text = `\uFEFFconfig:\r\n  ${key}:\r\n    environment: dev\r\n`;
      expect(readOf(text)).toEqual({
        settings: { environment: "dev" },
        keys: ["autodealgenie:monitoring"],
      });
    },
  );

  it("may contain settings that `pulumi config set` stored as JSON", () => {
    const json = JSON.stringify({ environment: "dev" });
    expect(readOf(`config:\n  autodealgenie:monitoring: '${json}'\n`).settings).toEqual({
      environment: "dev",
    });
    expect(readOf("config:\n  autodealgenie:monitoring: dev\n").settings).toBe("dev");
  });

  it.each(["", "\n\n", "# To be written.\n", "---\n", "--- \n# nothing\n...\n", "null\n", "~\n"])(
    "is rejected as empty, with advice on how to start: %j",
    (text) => {
      expect(refusalOf(text)).toBe(
        "Pulumi.prod.yaml is empty.\nStart from Pulumi.dev.yaml: config contains autodealgenie:monitoring, which contains the settings.",
      );
    },
  );

  it.each([
    ["config:\n  a:b: 1\n c: 2\n", 3],
    ["config:\n  autodealgenie:monitoring:\n    environment: dev\n\ttimeScale: 1\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    environment: dev\n   timeScale: 1\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    environment: 'dev\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    certificates: [a, b\n    environment: dev\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    environment: dev\n    environment: prod\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    environment:dev\n    timeScale: 1\n", 4],
    ["config:\n  autodealgenie:monitoring:\n    environment: *dev\n", 3],
  ])("is rejected as invalid YAML, with its name, the line and a remedy: %j", (text, line) => {
    const [cause = "", remedy, ...more] = refusalOf(text).split("\n");
    expect(more).toEqual([]);
    expect(cause).toMatch(new RegExp(`^Pulumi\\.prod\\.yaml:${line}:\\d+: \\S`));
    expect(remedy).toContain("start in the same column, indented with spaces and not tabs");
  });

  it.each([
    ["config:\n", "config must be a section with keys, got nothing"],
    ["config: []\n", "config must be a section with keys, got a list"],
    ["secretsprovider: passphrase\n", "config must be a section with keys, got nothing"],
    ["- config\n", "must be a section with the key config, got a list"],
    ["config\n", 'must be a section with the key config, got "config"'],
    ["config:\n  autodealgenie:monitoring:\n", "has no settings under autodealgenie:monitoring"],
    [
      "config:\n  monitoring: {}\n  autodealgenie:monitoring: {}\n",
      "autodealgenie:monitoring twice",
    ],
    [
      "config:\n  kubernetes:context: a\n",
      "has no settings under autodealgenie:monitoring in config",
    ],
    [
      "config: {}\nautodealgenie:monitoring:\n  environment: dev\n",
      'Pulumi ignores "autodealgenie:monitoring" at the top level of the file',
    ],
    ["monitoring:\n  environment: dev\n", "Indent it, so that it is autodealgenie:monitoring in"],
  ])("is rejected if its settings are missing or misplaced: %j", (text, told) => {
    expect(refusalOf(text)).toContain(told);
    expect(refusalOf(text)).toMatch(/^Pulumi\.prod\.yaml.*\n.+$/);
  });

  it("is reported as missing, with a list of the existing ones", () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}");
    writeFileSync(join(folder, FILE), "config: {}");
    const missed = join(folder, "Pulumi.staging.yaml");
    expect(() => readStackFile(missed)).toThrow(new Problem(`There is no ${missed}.`, ""));
    try {
      readStackFile(missed);
    } catch (error) {
      expect(String(error)).toContain("choose an existing stack: dev, prod.");
    }
    expect(() => readStackFile(join(folder, "none", "Pulumi.dev.yaml"))).toThrow("There is no ");
  });

  it("must not be a folder", () => {
    expect(() => readStackFile(folder)).toThrow(`${folder} cannot be read: EISDIR`);
  });
});
