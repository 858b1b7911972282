import { OWN } from "../support/ownFolders";

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { exec } from "../../../lab/builder/exec";
import { build, humanSeconds } from "../../../lab/builder/progress";
import { isMade, logOf, type Stage } from "../../../lab/builder/stage";
import { Problem } from "../../../tools/problem";
import { stage } from "../support/stages";

const quiet = () => undefined;

/** A promise that a test resolves. */
function gate() {
  let open: () => void = quiet;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe("building", () => {
  it("makes each stage once, after its dependencies, at most two at a time", async () => {
    const order: string[] = [];
    let busy = 0;
    let most = 0;
    const gates = new Map(["left", "right"].map((name) => [name, gate()]));
    const tracked = (name: string, ...needs: readonly Stage[]) =>
      stage(name, {
        needs,
        make: async () => {
          busy += 1;
          most = Math.max(most, busy);
          gates.get(name)?.open();
          // Neither of these two ends before both have started, so they have to run side by side.
          if (gates.has(name)) await Promise.all([...gates.values()].map(({ opened }) => opened));
          await turn();
          busy -= 1;
          order.push(name);
        },
      });
    const base = tracked("base");
    const [left, right] = [tracked("left", base), tracked("right", base)];
    const top = tracked("top", left, right);
    const others = ["x", "y", "z"].map((name) => tracked(name));
    await build([top, ...others, left], quiet);

    expect([...order].sort()).toEqual(["base", "left", "right", "top", "x", "y", "z"]);
    const at = (name: string) => order.indexOf(name);
    expect(at("base")).toBeLessThan(Math.min(at("left"), at("right")));
    expect(at("top")).toBeGreaterThan(Math.max(at("left"), at("right")));
    expect(most).toBe(2);
  });

  it("reports each finished stage, and nothing if everything is already built", async () => {
    const lines: string[] = [];
    const said = stage("said", { needs: [stage("needed")] });
    await build([said], (line) => lines.push(line));
    expect(lines).toEqual([
      "Building 2 of 2 parts, about 1s left.",
      expect.stringMatching(/^ {2}\[ 1\/2\] needed \ds$/),
      expect.stringMatching(/^ {2}\[ 2\/2\] said \ds$/),
    ]);
    await build([said], (line) => lines.push(line));
    expect(lines).toHaveLength(3);
  });

  it("reports running stages and the remaining time every 20 seconds", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout", "Date"] });
    try {
      const lines: string[] = [];
      const [begun, end] = [gate(), gate()];
      const make = async () => {
        begun.open();
        await end.opened;
      };
      const building = build([stage("slow", { make, expectedSeconds: 90 })], (line) =>
        lines.push(line),
      );
      await begun.opened;
      jest.advanceTimersByTime(40_000);
      end.open();
      await building;
      const beat = expect.stringMatching(/^ {10}… slow \ds; about 1m(30|2\d)s left$/);
      expect(lines.slice(1, 3)).toEqual([beat, beat]);
    } finally {
      jest.useRealTimers();
    }
  });

  it("falls back to expected durations if recorded ones are unreadable", async () => {
    mkdirSync(join(OWN, "cache"), { recursive: true });
    writeFileSync(join(OWN, "cache/times.json"), '{"half":');
    const lines: string[] = [];
    await build([stage("guessed", { expectedSeconds: 61 })], (line) => lines.push(line));
    expect(lines[0]).toBe("Building 1 of 1 parts, about 1m01s left.");
  });
});

describe("a stage that fails", () => {
  it("throws a Problem with the last lines of output and the path of the log", async () => {
    const script = "seq 100; echo no space left >&2; exit 3";
    const failing: Stage = stage("failing", {
      make: async ({ log }) => {
        await exec("sh", ["-c", script], { log });
      },
    });
    const lines: string[] = [];
    const error: unknown = await build([failing], (line) => lines.push(line)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).message.split("\n")).toEqual([
      `sh -c ${script} ended with 3:`,
      ...Array.from({ length: 11 }, (_, index) => String(90 + index)),
      "no space left",
    ]);
    expect((error as Problem).remedy).toBe(`Its complete output is in ${logOf(failing)}.`);
    expect(lines.at(-1)).toMatch(/^ {2}failing failed after \ds$/);
  });

  it("lets the concurrent stage finish, and starts no other", async () => {
    const failed = gate();
    const failing = stage("fails", {
      make: () => Promise.reject(new Problem("broken", "mend it")),
    });
    const beside = stage("beside", { make: () => failed.opened });
    const after = stage("after");
    const onTop = stage("onTop", { needs: [failing] });
    const building = build([beside, failing, after, onTop], (line) => {
      if (line.includes("fails failed")) failed.open();
    });
    await expect(building).rejects.toEqual(new Problem("broken", "mend it"));
    expect([beside, after, onTop].map(isMade)).toEqual([true, false, false]);
  });
});

it.each([
  [0.4, "0s"],
  [59.4, "59s"],
  [59.6, "1m00s"],
  [75, "1m15s"],
])("formats %d seconds as %s", (seconds, text) => {
  expect(humanSeconds(seconds)).toBe(text);
});
