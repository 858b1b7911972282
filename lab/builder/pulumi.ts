import { readFileSync } from "node:fs";
import { join } from "node:path";

import { PATHS } from "../paths";
import { goModule } from "./goModule";
import type { Stage } from "./stage";

/** Pulumi's CLI. Only deployments with Pulumi need it and its plugins, not the cluster. */
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

/** A Pulumi plugin: the program through which the engine talks to a cluster or gets random values. */
export interface PulumiPlugin {
  /** The plugin's name in the engine. */
  readonly name: string;
  /** The version of its npm package, which asks for a plugin of exactly this version. */
  readonly version: string;
  readonly program: string;
  readonly stage: Stage;
}

const UPSTREAM = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** The plugins that can be built, for every package that the program of infra/ uses. */
export const pulumiPlugins: readonly PulumiPlugin[] = [
  plugin("kubernetes", 420, {
    // The files that describe its resources: the plugin reads them from its own folder.
    [UPSTREAM]: ["schema.json", "terraform-mapping.json"].map(
      (file) => `cmd/pulumi-resource-kubernetes/${file}`,
    ),
  }),
  plugin("random", 240),
];

/** Everything, besides the cluster, that a deployment with Pulumi needs. */
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

/** The installed version of an npm package of this project. */
function pinned(name: string): string {
  const file = join(PATHS.project, "package.json");
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const version = dependencies[name];
  if (version === undefined) throw new Error(`${name} is not among the dependencies of ${file}.`);
  return version;
}
