import { join } from "node:path";

import { debianTree } from "./debian";
import { COREUTILS, install, SHELL } from "./files";
import { imageStage, type ImageStage } from "./image";
import { copyFrom, librariesOf } from "./libraries";
import { outputOf, type Stage } from "./stage";

const NOBODY = "65534";

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
export function staticImage(
  name: string,
  image: string,
  stage: Stage,
  files: Readonly<Record<string, string>>,
  entrypoint: string,
): ImageStage {
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
export function shellImage(
  name: string,
  image: string,
  stage: Stage,
  files: Readonly<Record<string, string>>,
  entrypoint: string,
): ImageStage {
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
