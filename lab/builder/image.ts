import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { exec } from "./exec";
import { nodePrograms } from "./go";
import { hashOf } from "./hash";
import { outputOf, type Stage } from "./stage";

/** How to run the image, with the field names of the OCI image specification. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly StopSignal?: string;
}

export interface ImageArgs {
  /** The stage's name. */
  readonly name: string;
  /** The full name by which pods refer to it. */
  readonly image: string;
  readonly needs: readonly Stage[];
  readonly inputs?: () => string;
  readonly config: ImageConfig;
  /** Copies the image's files into an empty root folder. */
  readonly fill: (root: string, log: string) => Promise<void>;
}

/** The file in an image stage's output that containerd imports. */
export const ARCHIVE = "image.tar";

/** Makes the archive byte-identical for the same files, whoever unpacked them and when. */
const REPRODUCIBLE = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];

/** The modules that fill images: they are part of what decides an image's content. */
const MAKERS = ["image", "images", "libraries", "nodeModules"];

function makers(): string {
  return hashOf(...MAKERS.map((name) => readFileSync(join(__dirname, `${name}.ts`), "utf8")));
}

/** A stage that builds an image. */
export interface ImageStage extends Stage {
  readonly image: string;
}

/** An image assembled from files, without a container engine or a registry. */
export function imageStage(args: ImageArgs): ImageStage {
  const { name, image, config, fill } = args;
  return {
    name: `image-${name}`,
    image,
    needs: [nodePrograms, ...args.needs],
    inputs: () => hashOf(image, JSON.stringify(config), makers(), args.inputs?.() ?? ""),
    expectedSeconds: 4,
    make: async ({ output, log }) => {
      const root = join(output, "root");
      const layer = join(output, "layer.tar");
      const layout = join(output, "layout");
      const spec = join(output, "spec.json");
      await mkdir(root);
      await fill(root, log);
      await exec("tar", [...REPRODUCIBLE, "-C", root, "-cf", layer, "."], { log });
      const image = { name: args.image, output: layout, layers: [layer], config };
      await writeFile(spec, JSON.stringify(image));
      await exec(join(outputOf(nodePrograms), "labimage"), ["build", spec], { log });
      await exec("tar", [...REPRODUCIBLE, "-C", layout, "-cf", join(output, ARCHIVE), "."], {
        log,
      });
      for (const made of [root, layer, layout, spec]) await rm(made, { recursive: true });
    },
  };
}
