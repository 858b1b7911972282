import { join } from "node:path";

import { debianTree } from "./debian";
import { USERS, writeUsers } from "./files";
import { imageStage, type ImageConfig, type ImageStage } from "./image";
import { copyFrom, librariesOf, sharedObjectsIn } from "./libraries";
import { outputOf } from "./stage";

interface DebianImageArgs {
  readonly name: string;
  readonly image: string;
  readonly programs: readonly string[];
  /** Folders that the programs read or load files from. */
  readonly folders: readonly string[];
  /** Paths below those folders that are not copied. */
  readonly except: readonly string[];
  readonly config: ImageConfig;
}

/** An image with some of Debian's files and the shared libraries that they link. */
export function debianImage(args: DebianImageArgs): ImageStage {
  const { name, image, programs, folders, except, config } = args;
  return imageStage({
    name,
    image,
    needs: [debianTree],
    inputs: () => JSON.stringify({ programs, folders, except, USERS }),
    config,
    fill: async (root) => {
      const tree = outputOf(debianTree);
      const linking = [...programs, ...sharedObjectsIn(tree, folders, except)];
      const libraries = await librariesOf(
        tree,
        linking.map((path) => join(tree, path)),
      );
      await copyFrom(tree, root, [...folders, ...programs, ...libraries], except);
      await writeUsers(root);
    },
  });
}
