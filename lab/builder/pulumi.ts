import { readFileSync } from "node:fs";
import { join } from "node:path";

import { PATHS } from "../paths";
import { goModule } from "./goModule";
import type { Stage } from "./stage";

/** Pulumi's command. Only what deploys with Pulumi needs it and its plugins, not the cluster. */
export const pulumiCommand = goModule({
  module: "pulumi",
  programs: [
    {
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.260.0" },
    },
  ],
  expectedSeconds: 300,
});

/** What Pulumi's engine asks of a cluster, or of chance: a program of its own. */
export interface PulumiPlugin {
  /** As the engine knows it. */
  readonly name: string;
  /** That of the npm package, which asks for a plugin of the very same. */
  readonly version: string;
  readonly program: string;
  readonly stage: Stage;
}

const UPSTREAM = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** The plugins of every package that the program of infra/ uses and that can be built. */
export const pulumiPlugins: readonly PulumiPlugin[] = [
  plugin("kubernetes", 420, {
    // They describe its resources, and are read where they stand beside the program.
    [UPSTREAM]: ["schema.json", "terraform-mapping.json"].map(
      (file) => `cmd/pulumi-resource-kubernetes/${file}`,
    ),
  }),
  plugin("random", 240),
];

/** All that deploying with Pulumi needs beside the cluster. */
export const pulumiParts: readonly Stage[] = [
  pulumiCommand,
  ...pulumiPlugins.map(({ stage }) => stage),
];

function plugin(
  name: string,
  expectedSeconds: number,
  carried: Readonly<Record<string, readonly string[]>> = {},
): PulumiPlugin {
  const program = `pulumi-resource-${name}`;
  const version = pinned(`@pulumi/${name}`);
  const programs = [{ package: ".", as: program, variables: { "main.version": version } }];
  const stage = goModule({ module: `pulumi-${name}`, programs, carried, expectedSeconds });
  return { name, version, program, stage };
}

/** The version of an npm package that this project is installed with. */
function pinned(name: string): string {
  const file = join(PATHS.project, "package.json");
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const version = dependencies[name];
  if (version === undefined) throw new Error(`${name} is not among the dependencies of ${file}.`);
  return version;
}
