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
  /** By the name that a program has in the stage, its path in the image. */
  files: Readonly<Record<string, string>>,
  entrypoint: string,
];

/** Programs of a stage, each at its path in an image. */
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

/** The same beside a shell and what scripts use, as the image has them that this one stands for. */
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
