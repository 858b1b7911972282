import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";

import { Project } from "./project";

let project: Project;
beforeEach(() => (project = new Project()));
afterEach(() => project.remove());

const launch = (...args: readonly string[]) => project.node("tools/launch", ...args);
const cached = (suffix: string) =>
  readdirSync(project.path("out/.cache")).filter((name) => name.endsWith(suffix));

describe("a launched program", () => {
  it("gets its arguments, its packages and its own folder", () => {
    project.write("a/word.ts", 'export const word: string = "word";');
    project.write(
      "a/program.ts",
      `import { load } from "js-yaml";
       import { word } from "./word";
       console.log(JSON.stringify([process.argv.slice(2), load("a: 1"), word, __dirname]));`,
    );
    const { status, stdout } = launch("a/program.ts", "one", "--two");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([["one", "--two"], { a: 1 }, "word", project.path("a")]);
  });

  it("is bundled and compiled only once", () => {
    project.write("program.ts", 'console.log("here");');
    launch("program.ts");
    const made = () => [".js", ".v8"].map((suffix) => cached(suffix).map(inode));
    const inode = (name: string) => statSync(project.path("out/.cache", name)).ino;
    const first = made();
    expect(first.map(({ length }) => length)).toEqual([1, 1]);
    expect(launch("program.ts").stdout).toBe("here");
    expect(made()).toEqual(first);
  });

  it("is bundled again if any of its files has changed, even by one letter", () => {
    project.write("other.ts", 'export const text = "a";');
    project.write("program.ts", 'import { text } from "./other"; console.log(text);');
    expect(launch("program.ts").stdout).toBe("a");
    project.write("other.ts", 'export const text = "b";');
    expect(launch("program.ts").stdout).toBe("b");
    // Outdated files do not accumulate.
    expect(cached(".js")).toHaveLength(1);
  });

  it("is bundled again if its cache entry is corrupt", () => {
    project.write("program.ts", 'console.log("here");');
    launch("program.ts");
    for (const name of readdirSync(project.path("out/.cache"))) {
      if (!name.endsWith(".js")) writeFileSync(project.path("out/.cache", name), "torn");
    }
    expect(launch("program.ts")).toEqual({ status: 0, stdout: "here", stderr: "" });
  });

  it("is bundled again if the cached bundle is missing", () => {
    project.write("program.ts", 'console.log("here");');
    launch("program.ts");
    for (const name of cached(".js")) rmSync(project.path("out/.cache", name));
    expect(launch("program.ts")).toEqual({ status: 0, stdout: "here", stderr: "" });
  });

  it("is not cached if a source file was written while it was read", () => {
    project.write("program.ts", 'console.log("here");');
    const soon = Date.now() / 1000 + 3600;
    utimesSync(project.path("program.ts"), soon, soon);
    launch("program.ts");
    expect(cached(".json")).toEqual([]);
  });

  it("reports errors with the TypeScript file, line and column", () => {
    project.write(
      "program.ts",
      "type None = never;\n\nexport const a = [].at(0)! as any;\na.b.c;\n",
    );
    const { status, stderr } = launch("program.ts");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TypeError: Cannot read properties of undefined/);
    expect(stderr).toMatch(/at .*program\.ts:4:3/);
  });

  it("exits with the exit code that it sets", () => {
    project.write("program.ts", "process.exitCode = 7;");
    expect(launch("program.ts").status).toBe(7);
  });

  it("reports the line and column of a syntax error", () => {
    project.write("program.ts", "const a = ;\n");
    const { status, stderr } = launch("program.ts");
    expect(status).toBe(1);
    expect(stderr).toContain("program.ts:1:10: ERROR: Unexpected");
    expect(stderr.split("\n").at(-1)).toBe("Fix it. npm run lint gives more details.");
  });

  it("loads the TypeScript compiler only when Pulumi serializes a closure", () => {
    project.write(
      "program.ts",
      `import { runtime } from "@pulumi/pulumi";
       const loaded = () => Object.keys(require.cache).some((path) => path.includes("typescript.js"));
       console.log(loaded());
       void runtime.serializeFunction(() => 1).then(({ text }) => console.log(loaded(), text.includes("=> 1")));`,
    );
    expect(launch("program.ts").stdout.split("\n")).toEqual(["false", "true true"]);
  });
});

describe("the program that Pulumi runs", () => {
  const RUN = `require("./infra/main.js")().then(
    (outputs) => console.log("ran", outputs.answer),
    (error) => console.log(error.constructor.name, error.message),
  );`;
  const run = () => project.node("--eval", RUN).stdout;

  beforeEach(() => {
    project.copy("infra/main.js");
    project.copy("infra/tsconfig.program.json");
    project.write("infra/metrics.ts", "export const metrics = { up: 42 };");
    project.write(
      "infra/index.ts",
      'import { metrics } from "./metrics"; export const answer = metrics.up;',
    );
  });

  it("runs without starting the compiler again if nothing has changed", () => {
    expect(run()).toBe("ran 42");
    const [info] = cached(".tsbuildinfo");
    rmSync(project.path("out/.cache", info!));
    expect(run()).toBe("ran 42");
    expect(cached(".tsbuildinfo")).toEqual([]);
  });

  it("fails while it uses a missing metric, and runs again once that is fixed", () => {
    expect(run()).toBe("ran 42");
    project.write("infra/metrics.ts", "export const metrics = { down: 42 };");
    expect(run()).toMatch(
      /^RunError The program has type errors:\ninfra\/index\.ts\(1,\d+\): error TS2339: Property 'up' does not exist/,
    );
    expect(run()).toMatch(/^RunError/);
    project.write("infra/metrics.ts", "export const metrics = { up: 43 };");
    expect(run()).toBe("ran 43");
  });
});
