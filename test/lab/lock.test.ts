import { OWN, OWN_ENV } from "./support/ownFolders";

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { FILES } from "../../lab/cluster/folders";
import { withLock } from "../../lab/lock";
import { Problem } from "../../tools/problem";
import { Program } from "./support/program";

const contender = (command: string, ending = "") =>
  new Program("test/lab/programs/takeLock.ts", [command, ending], OWN_ENV);

async function holder(command: string, ending = ""): Promise<Program> {
  const program = contender(command, ending);
  program.go();
  await program.says("has it");
  return program;
}

const own = (): Promise<string> => withLock("npm run lab -- down", () => Promise.resolve("had it"));

describe("the cluster's lock", () => {
  it("is refused while a process holds it, which is named, and available after its release", async () => {
    const began = Date.now();
    const first = await holder("npm start");
    const error: unknown = await own().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Problem);
    const [, since = ""] =
      new RegExp(
        `^\`npm start\` is changing the local cluster: process ${first.pid}, since (.*Z)\\.$`,
      ).exec((error as Problem).message) ?? [];
    expect(Date.parse(since)).toBeGreaterThanOrEqual(began - 1_000);
    expect(Date.parse(since)).toBeLessThanOrEqual(Date.now());
    expect((error as Problem).remedy).toBe("Wait until it is done, or stop it.");

    first.go();
    expect(await first.ended).toMatchObject({ status: 0 });
    expect(await own()).toBe("had it");
  });

  it("is taken over from a process that was killed", async () => {
    const killed = await holder("npm start");
    killed.kill("SIGKILL");
    await killed.ended;
    expect(existsSync(FILES.lock)).toBe(true);
    expect(await own()).toBe("had it");
  });

  it.each([
    ["throws", "throw", 1],
    ["ends its process", "exit", 7],
  ])(
    "is released if the work %s",
    async (_, ending, status) => {
      const program = await holder("npm start", ending);
      program.go();
      expect(await program.ended).toMatchObject({ status });
      expect(readdirSync(dirname(FILES.lock))).toEqual([]);
    },
    30_000,
  );

  it("is taken over if its file is empty, as after a power failure", async () => {
    mkdirSync(dirname(FILES.lock), { recursive: true });
    writeFileSync(FILES.lock, "");
    expect(await own()).toBe("had it");
  });

  it("is not released if another process took it in the meantime", async () => {
    const theirs = JSON.stringify({ pid: 1, startTime: "1", command: "npm start", since: "now" });
    await withLock("npm run lab -- down --purge", () => {
      writeFileSync(FILES.lock, theirs);
      return Promise.resolve();
    });
    expect(readFileSync(FILES.lock, "utf8")).toBe(theirs);
    expect(await own()).toBe("had it");
  });

  it("has exactly one winner if several processes race for a killed holder's lock", async () => {
    const killed = await holder("npm start");
    killed.kill("SIGKILL");
    await killed.ended;
    const racers = ["one", "two", "three"].map((name) => contender(name));
    await Promise.all(racers.map((racer) => racer.says("ready")));
    racers.forEach((racer) => racer.go());
    const won = (racer: Program) =>
      racer.says("has it").then(
        () => true,
        () => false,
      );
    const results = await Promise.all(racers.map(won));
    expect(results.filter(Boolean)).toHaveLength(1);

    racers.forEach((racer) => racer.go());
    for (const [at, racer] of racers.entries()) {
      const { status, err } = await racer.ended;
      expect(status).toBe(results[at] === true ? 0 : 1);
      if (status !== 0) expect(err).toContain("is changing the local cluster: process");
    }
  });
});

it("grants a lock to one process at a time, however often holders die", async () => {
  const [lock, file] = [join(OWN, "counting/lock"), join(OWN, "count")];
  writeFileSync(file, "0");
  const counters = [1, 2, 3].map(
    () => new Program("test/lab/programs/count.ts", [lock, file, "150"], OWN_ENV),
  );
  for (const counter of counters) {
    expect(await counter.ended).toMatchObject({ status: 0, err: "" });
  }
  expect(readFileSync(file, "utf8")).toBe("450");
});
