import { core } from "@pulumi/kubernetes";

import { program } from "../../infra/program";
import { openStack } from "../../lab/pulumi/stack";

/** The base cost of any preview: three resources that create no pods. */
function threeResources(): Promise<Record<string, unknown>> {
  for (const name of ["one", "two", "three"]) {
    new core.v1.ConfigMap(`bench-${name}`, { metadata: { namespace: "default" }, data: { name } });
  }
  return Promise.resolve({});
}

/**
 * One command of Pulumi's engine, in a process that is as cold as that of the command line.
 *
 * Usage: node tools/launch test/bench/previewed.ts <dev|floor> <preview|up>
 */
async function main(name = "", command = ""): Promise<void> {
  const stack = await openStack(
    name,
    name === "dev" ? () => Promise.resolve({ ...program() }) : threeResources,
  );
  const changes =
    command === "up"
      ? (await stack.up()).summary.resourceChanges
      : (await stack.preview()).changeSummary;
  console.log(JSON.stringify(changes));
}

void main(...process.argv.slice(2));
