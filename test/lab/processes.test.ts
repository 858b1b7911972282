import { spawn } from "node:child_process";
import { once } from "node:events";

import { findProcess, isAlive, markOf } from "../../lab/processes";

describe("findProcess", () => {
  it("finds a process by the end of its command line, for as long as it runs", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()", "run", "/a spec.json"]);
    await once(child, "spawn");

    const found = findProcess("run", "/a spec.json");
    expect(found?.pid).toBe(child.pid);
    expect(found && isAlive(found)).toBe(true);
    expect(findProcess("spec.json")).toBeUndefined();

    child.kill("SIGKILL");
    await once(child, "exit");
    expect(findProcess("run", "/a spec.json")).toBeUndefined();
    expect(found && isAlive(found)).toBe(false);
  });
});

describe("a mark", () => {
  it("distinguishes a process from a later one with the same PID", () => {
    const mine = markOf(process.pid);
    expect(mine && isAlive(mine)).toBe(true);
    expect(isAlive({ pid: process.pid, startTime: "1" })).toBe(false);
  });
});
