import { spawn } from "node:child_process";

import { guarded, held } from "../../../lab/drills/faults/process";

function started(program: string) {
  return spawn(process.execPath, ["--eval", guarded(program)]);
}

function hasEnded({ exitCode, signalCode }: ReturnType<typeof started>): boolean {
  return exitCode !== null || signalCode !== null;
}

describe("a second program in a container", () => {
  it("runs from its start until the undo", async () => {
    const child = started("setInterval(() => undefined, 1000)");
    const undo = await held(child, "It");
    expect(hasEnded(child)).toBe(false);
    await undo();
    expect(hasEnded(child)).toBe(true);
    await undo();
  });

  it("exits when its standard input closes", async () => {
    const child = started("setInterval(() => undefined, 1000)");
    await held(child, "It");
    const ended = new Promise((done) => child.once("close", done));
    child.stdin.end();
    expect(await ended).toBe(0);
  });

  it("is rejected as a fault if it does not start", async () => {
    const child = spawn(process.execPath, ["--eval", `throw new Error("no container")`]);
    await expect(held(child, "It")).rejects.toThrow(/^It exited by itself: [^]*no container/);
  });

  it("makes the undo fail if it exits early, as in a rollout", async () => {
    const child = started("setInterval(() => undefined, 1000)");
    const undo = await held(child, "It");
    const ended = new Promise((done) => child.once("close", done));
    child.kill("SIGKILL");
    await ended;
    await expect(undo()).rejects.toThrow("It exited by itself: it printed nothing");
    await expect(undo()).rejects.toThrow("It exited by itself");
  });
});
