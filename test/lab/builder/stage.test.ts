import { OWN } from "../support/ownFolders";

import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "../../../lab/builder/progress";
import { isMade, keyOf, outputOf, type Stage } from "../../../lab/builder/stage";
import { FILES } from "../../../lab/cluster/folders";
import { markOf } from "../../../lab/processes";
import { Problem } from "../../../tools/problem";
import { held, leaveHalf, stage } from "../support/stages";

const quiet = () => undefined;

/** Makes a stage and sets its time back by some seconds. */
async function madeAgo(seconds: number, made: Stage): Promise<string> {
  await build([made], quiet);
  const then = Date.now() / 1000 - seconds;
  utimesSync(outputOf(made), then, then);
  return keyOf(made);
}

describe("a stage's key", () => {
  it("is the same for the same inputs", () => {
    expect(keyOf(stage("a"))).toBe(keyOf(stage("a")));
  });

  it("changes with its name, its inputs, and the inputs of its transitive dependencies", () => {
    const need = (content: string) => stage("need", { content });
    const over = (content: string) =>
      stage("b", { needs: [stage("a", { needs: [need(content)] })] });
    const keys = [stage("a"), stage("c"), stage("a", { content: "2" }), over("1"), over("2")];
    expect(new Set(keys.map(keyOf)).size).toBe(keys.length);
  });
});

describe("a stage's output", () => {
  it("appears only when it is complete", async () => {
    let seen: boolean | undefined;
    const watched: Stage = stage("whole", {
      make: ({ output }) => {
        writeFileSync(join(output, "first"), "");
        seen = isMade(watched);
        writeFileSync(join(output, "second"), "");
        return Promise.resolve();
      },
    });
    await build([watched], quiet);
    expect(seen).toBe(false);
    expect(existsSync(join(outputOf(watched), "second"))).toBe(true);
  });

  it("does not appear if making it fails, and the next run makes it from scratch", async () => {
    let fails = true;
    const found: boolean[] = [];
    const flaky = stage("flaky", {
      make: ({ output }) => {
        found.push(existsSync(join(output, "half")));
        writeFileSync(join(output, "half"), "");
        return fails ? Promise.reject(new Error("no")) : Promise.resolve();
      },
    });
    await expect(build([flaky], quiet)).rejects.toMatchObject({
      message: "flaky could not be built.",
      cause: new Error("no"),
    });
    expect(isMade(flaky)).toBe(false);
    fails = false;
    await build([flaky], quiet);
    expect(found).toEqual([false, false]);
    expect(held("flaky")).toEqual([keyOf(flaky)]);
  });

  it("is rejected if the sources changed during the build", async () => {
    let content = "before";
    const edited = stage("edited", {
      inputs: () => content,
      make: () => {
        content = "after";
        return Promise.resolve();
      },
    });
    await expect(build([edited], quiet)).rejects.toEqual(
      new Problem("The sources of edited changed while it was being built.", "Run it again."),
    );
    content = "before";
    expect(isMade(edited)).toBe(false);
  });

  it("has a log of its last build only", async () => {
    const logging = (content: string) =>
      stage("logging", {
        content,
        make: ({ log }) => {
          writeFileSync(log, content, { flag: "a" });
          return Promise.resolve();
        },
      });
    await build([logging("1")], quiet);
    await build([logging("2")], quiet);
    expect(readFileSync(join(OWN, "cache/logs/logging.log"), "utf8")).toBe("2");
  });
});

describe("earlier outputs of a stage", () => {
  it("are removed except for the last one, which may still be in use", async () => {
    const version = (content: string) => stage("pruned", { content });
    await madeAgo(30, version("1"));
    const second = await madeAgo(20, version("2"));
    const third = await madeAgo(10, version("3"));
    expect(held("pruned")).toEqual([second, third].sort());
  });

  it("are kept in order of last use, not of creation", async () => {
    const version = (content: string) => stage("switched", { content });
    const first = await madeAgo(30, version("1"));
    await madeAgo(20, version("2"));
    await build([version("1")], quiet);
    const third = await madeAgo(10, version("3"));
    expect(held("switched")).toEqual([first, third].sort());
  });

  it("are kept if the running node was started from them", async () => {
    const version = (content: string) => stage("booted", { content });
    const first = await madeAgo(40, version("1"));
    const spec = JSON.stringify({ root: outputOf(version("1")) });
    mkdirSync(join(OWN, "state"), { recursive: true });
    writeFileSync(FILES.node, JSON.stringify({ ...markOf(process.pid), spec }));
    await madeAgo(30, version("2"));
    const third = await madeAgo(20, version("3"));
    const fourth = await madeAgo(10, version("4"));
    expect(held("booted")).toEqual([first, third, fourth].sort());

    writeFileSync(FILES.node, JSON.stringify({ pid: process.pid, startTime: "0", spec }));
    const fifth = await madeAgo(5, version("5"));
    expect(held("booted")).toEqual([fourth, fifth].sort());
  });

  it("are removed by the next build if killed runs left them", async () => {
    const half = stage("half");
    leaveHalf(half);
    mkdirSync(join(OWN, "cache/half/0123456789abcdef.removed"), { recursive: true });
    await build([half], quiet);
    expect(held("half")).toEqual([keyOf(half)]);
  });
});
