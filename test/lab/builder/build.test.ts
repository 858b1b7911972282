import { OWN, OWN_ENV } from "../support/ownFolders";

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isMade, keyOf, outputOf } from "../../../lab/builder/stage";
import { Program } from "../support/program";
import { held, stage } from "../support/stages";

const slow = stage("slow");
const start = () => new Program("test/lab/programs/makeStage.ts", [], OWN_ENV);
const makers = () => readFileSync(join(OWN, "cache/makers"), "utf8").trim().split("\n").map(Number);

it("builds a stage once for concurrent processes, and takes over from a killed one", async () => {
  const killed = start();
  await killed.says("half made");
  const heir = start();
  await heir.says(`slow is being built by process ${killed.pid}`);
  expect(isMade(slow)).toBe(false);

  killed.kill("SIGKILL");
  expect(await killed.ended).toMatchObject({ signal: "SIGKILL" });
  await heir.says("half made");
  expect(isMade(slow)).toBe(false);

  const waiting = start();
  await waiting.says(`slow is being built by process ${heir.pid}`);
  heir.go();
  expect(await heir.ended).toMatchObject({ status: 0, err: "" });
  expect(await waiting.ended).toMatchObject({ status: 0, err: "" });

  expect(makers()).toEqual([killed.pid, heir.pid]);
  expect(held("slow")).toEqual([keyOf(slow)]);
  expect(readdirSync(outputOf(slow)).sort()).toEqual(["first", "second"]);
  expect(readdirSync(join(OWN, "cache/locks"))).toEqual([]);
});
