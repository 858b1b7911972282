import { join } from "node:path";

import { debianTree } from "./debian";
import { COREUTILS, install, SHELL } from "./files";
import { imageStage, type ImageStage } from "./image";
import { copyFrom, librariesOf } from "./libraries";
import { outputOf, type Stage } from "./stage";

const NOBODY = "65534";

type ProgramImageArgs = readonly [
  name: string,
  image: string,
  stage: Stage,
  /** The path in the image for each program, by its name in the stage. */
  files: Readonly<Record<string, string>>,
  entrypoint: string,
];

/** Copies programs of a stage into an image, each to its path. */
async function installAll(
  stage: Stage,
  files: Readonly<Record<string, string>>,
  root: string,
): Promise<void> {
  for (const [program, path] of Object.entries(files)) {
    await install(join(outputOf(stage), program), join(root, path));
  }
}

/** An image of programs that need nothing but the kernel. */
export function staticImage(...args: ProgramImageArgs): ImageStage {
  const [name, image, stage, files, entrypoint] = args;
  return imageStage({
    name,
    image,
    needs: [stage],
    inputs: () => JSON.stringify(files),
    config: { Entrypoint: [entrypoint], User: NOBODY },
    fill: async (root) => {
      await installAll(stage, files, root);
    },
  });
}

/** Like staticImage, with a shell and the tools that scripts use, as in the upstream image that it replaces. */
export function shellImage(...args: ProgramImageArgs): ImageStage {
  const [name, image, stage, files, entrypoint] = args;
  return imageStage({
    name,
    image,
    needs: [stage, debianTree],
    inputs: () => JSON.stringify({ files, SHELL, COREUTILS }),
    config: { Entrypoint: [entrypoint], User: NOBODY, Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
    fill: async (root) => {
      const tree = outputOf(debianTree);
      const programs = [...SHELL, ...COREUTILS];
      const paths = programs.map((path) => join(tree, path));
      await copyFrom(tree, root, [...programs, ...(await librariesOf(tree, paths))]);
      await installAll(stage, files, root);
    },
  });
}
