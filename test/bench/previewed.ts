import { join } from "node:path";

import { core } from "@pulumi/kubernetes";

import { openStack } from "../../lab/pulumi/stack";
import { PATHS } from "../../lab/paths";

/** What a preview costs whatever is in it: three resources that no pod comes with. */
function threeResources(): Promise<Record<string, unknown>> {
  for (const name of ["one", "two", "three"]) {
    new core.v1.ConfigMap(`bench-${name}`, { metadata: { namespace: "default" }, data: { name } });
  }
  return Promise.resolve({});
}

/** The program as `pulumi preview` starts it, its types checked. */
async function dev(): Promise<Record<string, unknown>> {
  const main = (await import(join(PATHS.project, "infra/main.js"))) as {
    readonly default: () => Promise<Record<string, unknown>>;
  };
  return main.default();
}

/**
 * One command of Pulumi's engine, in a process that is as cold as that of the command line.
 *
 * Usage: node tools/launch test/bench/previewed.ts <dev|floor> <preview|up>
 */
async function main(name = "", command = ""): Promise<void> {
  const stack = await openStack(name, name === "dev" ? dev : threeResources);
  const changes =
    command === "up"
      ? (await stack.up()).summary.resourceChanges
      : (await stack.preview()).changeSummary;
  console.log(JSON.stringify(changes));
}

void main(...process.argv.slice(2));
