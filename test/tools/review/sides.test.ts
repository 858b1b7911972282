import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eventually } from "../../../tools/polling";
import { writeFolder } from "../../../tools/render/folder";
import { renderStack } from "../../../tools/render/render";
import { SEALED_FILE } from "../../../tools/review/model/model";
import { asText } from "../../../tools/review/format/text";
import { review } from "../../../tools/review/review";
import { pairsOf, unpaired } from "../../../tools/review/sides/pairs";
import { sideOf, workingTree } from "../../../tools/review/sides/sides";
import { scriptCommand } from "../../support/launched";
import { rendered } from "../../support/rendered";

const ROOT = join(__dirname, "..", "..", "..");
const { signal } = new AbortController();
let parent: string;

beforeEach(() => (parent = mkdtempSync(join(tmpdir(), "sides-"))));
afterEach(() => rmSync(parent, { recursive: true }));

describe("a side that is a folder", () => {
  const folderOf = async (stack: "dev" | "prod", folder = stack) => {
    const { files } = await rendered(stack);
    writeFolder(join(parent, folder), files);
    return join(parent, folder);
  };

  it("contains the stack that was rendered into it", async () => {
    const side = await sideOf(await folderOf("prod"), signal);
    expect(side.stacks).toEqual(["prod"]);
    const tree = (await side.trees([])).get("prod");
    expect(tree).toEqual((await rendered("prod")).files);
  });

  it("may contain several stacks, of which only those on both sides are compared", async () => {
    await folderOf("dev");
    await folderOf("prod");
    const both = await sideOf(parent, signal);
    expect(both.stacks).toEqual(["dev", "prod"]);
    const one = await sideOf(join(parent, "prod"), signal);
    expect((await pairsOf(both, one)).map(({ stack }) => stack)).toEqual(["prod"]);
    expect((await pairsOf(both, both, "dev")).map(({ stack }) => stack)).toEqual(["dev"]);
    await expect(pairsOf(both, one, "dev")).rejects.toThrow(
      "The sides do not both have dev: dev, prod and prod.",
    );
  });

  it("is compared even with a different stack if each side has only one", async () => {
    const [dev, prod] = [await folderOf("dev"), await folderOf("prod")];
    const pairs = await pairsOf(await sideOf(dev, signal), await sideOf(prod, signal));
    expect(pairs.map(({ stack }) => stack)).toEqual(["dev against prod"]);
  });

  it("must be a rendered folder", async () => {
    await expect(sideOf(parent, signal)).rejects.toThrow(
      "is neither a rendered folder nor a commit",
    );
  });
});

describe("a side that is a commit", () => {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.example", ...args], {
      cwd: project(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const project = () => join(parent, "project");
  const temporary = () => join(parent, "temporary");
  const { TMPDIR } = process.env;

  /** A project that renders what its program says, with this one's packages. */
  const commit = (program: string) => {
    const scripts = { render: "ts-node --transpile-only anywhere.ts" };
    writeFileSync(join(project(), "package.json"), JSON.stringify({ scripts }));
    writeFileSync(join(project(), "anywhere.ts"), program);
    git("add", "-A");
    git("commit", "--quiet", "--message", "A version.");
    return git("rev-parse", "HEAD").trim();
  };
  const writes = (text: string) => `
    import { mkdirSync, writeFileSync } from "node:fs";
    const [stack, folder] = process.argv.slice(2);
    mkdirSync(folder!, { recursive: true });
    writeFileSync(folder + "/stack", stack + ${JSON.stringify(text)});
  `;

  beforeEach(() => {
    mkdirSync(project());
    mkdirSync(temporary());
    process.env.TMPDIR = temporary();
    git("init", "--quiet");
    for (const file of ["package-lock.json", "tsconfig.json"]) {
      copyFileSync(join(ROOT, file), join(project(), file));
    }
    for (const stack of ["dev", "prod"]) {
      writeFileSync(
        join(project(), `Pulumi.${stack}.yaml`),
        `config:\n  autodealgenie:smtpPassword:\n    secure: sealed-${stack}\n`,
      );
    }
    writeFileSync(join(project(), ".gitignore"), "node_modules\n");
    symlinkSync(join(ROOT, "node_modules"), join(project(), "node_modules"));
  });
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  const nothingIsLeft = () => {
    expect(readdirSync(temporary())).toEqual([]);
    expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
  };

  it("is rendered by its own code for each stack, regardless of the working tree", async () => {
    const old = commit(writes(" of old"));
    commit(writes(" of new"));
    const trees = await (await sideOf(old, signal, project())).trees(["dev", "prod"]);
    expect(trees.get("dev")?.get("stack")).toBe("dev of old");
    expect(trees.get("prod")?.get("stack")).toBe("prod of old");
    nothingIsLeft();
  });

  it("contains a digest of each encrypted secret, but not the secret itself", async () => {
    commit(writes(""));
    const trees = await (await sideOf("HEAD", signal, project())).trees(["dev", "prod"]);
    const [dev, prod] = ["dev", "prod"].map((stack) => trees.get(stack as "dev")?.get(SEALED_FILE));
    expect(dev).toMatch(/^\{"smtpPassword":"[0-9a-f]{64}"\}$/);
    expect(dev).not.toBe(prod);
  });

  it("reports its rendering's error, and leaves nothing behind", async () => {
    commit('console.error("prod: url: is none\\nGive one."); process.exitCode = 1;');
    const rendering = (await sideOf("HEAD", signal, project())).trees(["prod"]);
    await expect(rendering).rejects.toMatchObject({
      message: expect.stringContaining("prod: url: is none"),
      remedy: "Give one.",
    });
    nothingIsLeft();
  });

  it("leaves nothing behind if it is interrupted", async () => {
    const runs = join(parent, "runs");
    commit(
      `require("node:fs").writeFileSync(${JSON.stringify(runs)}, String(process.pid)); setInterval(() => 0, 1000);`,
    );
    const ended = new AbortController();
    const rendering = (await sideOf("HEAD", ended.signal, project())).trees(["prod"]);
    const poll = setInterval(() => {
      if (existsSync(runs) && readFileSync(runs, "utf8") !== "") ended.abort();
    }, 50);
    await expect(rendering).rejects.toThrow("Interrupted.");
    clearInterval(poll);
    nothingIsLeft();
    const pid = Number(readFileSync(runs, "utf8"));
    // A process keeps its PID until its new parent has noticed its end.
    await eventually("its process is gone", 30, () => {
      expect(() => process.kill(pid, 0)).toThrow("ESRCH");
      return Promise.resolve();
    });
  });

  it("has the stacks that it has files for, whatever their names", async () => {
    const before = commit(writes(""));
    copyFileSync(join(project(), "Pulumi.prod.yaml"), join(project(), "Pulumi.staging.yaml"));
    rmSync(join(project(), "Pulumi.dev.yaml"));
    const after = commit(writes(""));
    const [base, head] = [
      await sideOf(before, signal, project()),
      await sideOf(after, signal, project()),
    ];
    expect([base.stacks, head.stacks]).toEqual([
      ["dev", "prod"],
      ["prod", "staging"],
    ]);
    expect(workingTree(signal, project()).stacks).toEqual(["prod", "staging"]);
    expect((await head.trees(["staging"])).get("staging")?.get("stack")).toBe("staging");
    const found = review(await pairsOf(base, head), unpaired(base, head));
    expect(asText(found, { colors: false })).toBe(
      "Gone\n  stack dev: its file was removed\n\nStacks\n  staging: is new\n",
    );
  });

  it("reports no stack as missing when compared with a rendered folder", async () => {
    writeFolder(join(parent, "prod"), (await rendered("prod")).files);
    commit(writes(""));
    const sides = [
      await sideOf("HEAD", signal, project()),
      await sideOf(join(parent, "prod"), signal),
    ] as const;
    expect(unpaired(...sides)).toEqual([]);
  });

  it("must have the script `npm run render`", async () => {
    git("commit", "--quiet", "--allow-empty", "--message", "Nothing yet.");
    const rendering = (await sideOf("HEAD", signal, project())).trees(["prod"]);
    await expect(rendering).rejects.toThrow("HEAD has no npm run render.");
    nothingIsLeft();
  });

  it("is rejected if git does not know its name, even if the name looks like an option", async () => {
    commit(writes(""));
    for (const name of ["no-such-branch", "--all"]) {
      await expect(sideOf(name, signal, project())).rejects.toThrow(`"${name}" is neither`);
    }
  });
});

describe("npm run diff", () => {
  const cli = (...args: readonly string[]) =>
    spawnSync(...scriptCommand("diff", ...args), {
      cwd: ROOT,
      encoding: "utf8",
    });
  const lines = (stderr: string) =>
    stderr.split("\n").filter((line) => line !== "" && !line.startsWith("npm "));

  it("reports no changes and exits with status 0 if the folder matches the working tree", async () => {
    writeFolder(join(parent, "prod"), (await rendered("prod")).files);
    const { status, stdout, stderr } = cli(join(parent, "prod"));
    expect([status, stdout, lines(stderr)]).toEqual([0, "", ["No changes in prod."]]);
  });

  it("also writes its output to a file, in the requested format", async () => {
    const { files } = await renderStack("prod", { overrides: { backend: { replicas: 5 } } });
    writeFolder(join(parent, "prod"), files);
    const file = join(parent, "a/b.json");
    const { status, stdout } = cli(join(parent, "prod"), "--format", "json", "--output", file);
    expect(status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(stdout);
    const { changes } = JSON.parse(stdout) as { changes: readonly { facts: unknown }[] };
    expect(changes.map(({ facts }) => facts)).toEqual([
      [{ what: "spec.minReplicas", from: "5", to: "3" }],
    ]);
  });

  it("reports the error on one line and the remedy on the next, and exits with status 1", () => {
    const { status, stdout, stderr } = cli("no-such-branch");
    expect([status, stdout]).toEqual([1, ""]);
    expect(lines(stderr)).toEqual([
      '"no-such-branch" is neither a rendered folder nor a commit, a branch or a tag.',
      "Choose one that git log shows, or a folder that npm run render wrote.",
    ]);
  });

  it("prints its usage if the format is invalid", () => {
    const { status, stderr } = cli(parent, "--format", "html");
    expect(status).not.toBe(0);
    expect(lines(stderr)).toEqual([
      expect.stringContaining("Allowed choices are text, markdown, json."),
      "Usage: npm run diff -- <base> [<head>]; --help has examples.",
    ]);
  });
});
