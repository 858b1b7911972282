import { exec } from "../../lab/builder/exec";
import { up } from "../../lab/up";
import { programCommand } from "../support/launched";
import type { Benchmark } from "./benchmark";

/** @returns the number of resources by what Pulumi's engine would do with them */
async function pulumi(
  stack: "dev" | "floor",
  command: "preview" | "up",
): Promise<Readonly<Record<string, number>>> {
  const said = await exec(...programCommand("test/bench/previewed.ts", stack, command));
  return JSON.parse(said.trim().split("\n").at(-1) ?? "") as Readonly<Record<string, number>>;
}

/** @throws if something would change, because that has a different cost */
async function unchanged(stack: "dev" | "floor"): Promise<void> {
  const changes = await pulumi(stack, "preview");
  if (Object.keys(changes).some((change) => change !== "same" && change !== "read")) {
    throw new Error(`A preview of ${stack} would change something: ${JSON.stringify(changes)}`);
  }
}

const preview: Benchmark = {
  name: "pulumi preview of dev, unchanged",
  against: "the same of a program of three ConfigMaps",
  why: "The engine asks the provider about each of 127 resources, and the provider asks the cluster. A quarter of the CPU time of the program makes and checks the stack; most of the rest passes its objects to the engine and back. The type check, which is skipped while no file has changed, is not included.",
  reach: { times: 1.7 },
  rounds: 5,
  long: "it needs the local cluster",
  setup: async () => {
    await up({ stack: "dev", by: "pulumi", say: () => undefined });
    await pulumi("floor", "up");
  },
  work: () => unchanged("dev"),
  baseline: () => unchanged("floor"),
};

export const previewBenchmarks: readonly Benchmark[] = [preview];
