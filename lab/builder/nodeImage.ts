import { readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { PATHS } from "../paths";
import { debianTree } from "./debian";
import { exec } from "./exec";
import { install, writeUsers } from "./files";
import { hashOf, hashOfFolder } from "./hash";
import { imageStage, type ImageStage } from "./image";
import { copyFrom, librariesOf } from "./libraries";
import { closure, copyPackages } from "./nodeModules";
import { outputOf } from "./stage";

/** Where programs look for the publicly trusted certificate authorities. */
export const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

/** One of the project's Node.js programs, compiled, with the packages that it needs and this machine's Node.js. */
export function nodeImage(args: {
  readonly name: string;
  readonly image: string;
  readonly folder: string;
  readonly packages: () => readonly string[];
}): ImageStage {
  const folder = join(PATHS.project, args.folder);
  const lockfile = join(PATHS.project, "package-lock.json");
  return imageStage({
    name: args.name,
    image: args.image,
    needs: [debianTree],
    inputs: () =>
      hashOf(hashOfFolder(folder), readFileSync(lockfile, "utf8"), process.version, process.arch),
    config: {
      Entrypoint: ["/usr/local/bin/node"],
      Cmd: ["dist/main.js"],
      WorkingDir: "/app",
      User: "10001",
      // Node.js does not read the system's authorities by itself. The node mounts this file into every container.
      Env: [
        `NODE_EXTRA_CA_CERTS=${AUTHORITIES}`,
        "NODE_ENV=production",
        "PATH=/usr/local/bin:/usr/bin:/bin",
      ],
    },
    fill: async (root, log) => {
      const tree = outputOf(debianTree);
      const app = join(root, "app");
      await install(process.execPath, join(root, "usr/local/bin/node"));
      await writeUsers(root);
      const tsc = join(PATHS.project, "node_modules/typescript/bin/tsc");
      await exec(process.execPath, [tsc, "-p", folder, "--outDir", join(app, "dist")], { log });
      await writeFile(join(app, "package.json"), '{"type":"commonjs"}\n');
      await copyPackages(closure(args.packages(), folder), folder, app);
      const addons = (await readdir(app, { recursive: true })).filter((path) =>
        path.endsWith(".node"),
      );
      const programs = [process.execPath, ...addons.map((path) => join(app, path))];
      await copyFrom(tree, root, await librariesOf(tree, programs));
    },
  });
}
