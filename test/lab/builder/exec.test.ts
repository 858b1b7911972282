import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exec } from "../../../lab/builder/exec";
import { Problem } from "../../../tools/problem";

const sh = (script: string, options = {}) => exec("sh", ["-c", script], options);
const failure = (running: Promise<string>): Promise<Problem> =>
  running.then(
    () => Promise.reject(new Error("It did not fail.")),
    (error: unknown) => (error instanceof Problem ? error : Promise.reject(error as Error)),
  );

describe("running a program", () => {
  const folder = mkdtempSync(join(tmpdir(), "exec-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("returns its standard output without its standard error", async () => {
    expect(await sh("echo out; echo err >&2")).toBe("out\n");
  });

  it("passes input, working directory and extra variables, and inherits the environment", async () => {
    const options = { input: "in", cwd: folder, env: { EXTRA: "more" } };
    const said = await sh('cat; echo; pwd; echo "$EXTRA"; test -n "$PATH"', options);
    expect(said).toBe(`in\n${folder}\nmore\n`);
  });

  it("succeeds or fails by exit status if the program does not read its input", async () => {
    const input = "x".repeat(1_000_000);
    expect(await exec("true", [], { input })).toBe("");
    const { message } = await failure(exec("false", [], { input }));
    expect(message).toBe("false ended with 1:\n");
  });

  it("appends all its output to a log", async () => {
    const log = join(folder, "log");
    expect(await sh("echo one; echo two >&2", { log })).toBe("");
    await sh("echo three", { log });
    expect(readFileSync(log, "utf8")).toBe("one\ntwo\nthree\n");
  });

  it("fails with the last lines of standard error, or of standard output if there are none", async () => {
    const loud = await failure(sh("echo out; seq 20 >&2; exit 3"));
    const last = Array.from({ length: 12 }, (_, index) => 9 + index).join("\n");
    expect(loud.message).toBe(`sh -c echo out; seq 20 >&2; exit 3 ended with 3:\n${last}`);
    expect(loud.remedy).toBe("See its output above.");
    expect((await failure(sh("echo out; exit 1"))).message).toMatch(/ended with 1:\nout$/);
  });

  it("names the log with the complete output of a failure", async () => {
    const log = join(folder, "failing");
    const { message, remedy } = await failure(sh("echo broken; exit 1", { log }));
    expect(message).toMatch(/ended with 1:\nbroken$/);
    expect(remedy).toBe(`Its complete output is in ${log}.`);
  });

  it("names the signal that ended it", async () => {
    expect((await failure(sh("kill -KILL $$"))).message).toMatch(/ended with SIGKILL:/);
  });

  it("names a missing program", async () => {
    const { message, remedy } = await failure(exec("no-such-program", []));
    expect(message).toBe("no-such-program is not on this machine.");
    expect(remedy).toBe("Install no-such-program, or add it to PATH.");
  });
});
