import { join } from "node:path";

import { PATHS } from "../paths";
import { exec } from "./exec";

/**
 * The folder with the files of a Go module, whether they are Go or not. It is downloaded and verified against its
 * checksum if it is not there yet.
 *
 * @param module the folder in lab/modules that requires it
 * @param path its Go module path, such as k8s.io/kubernetes
 */
export async function moduleSource(module: string, path: string): Promise<string> {
  const found = await exec("go", ["mod", "download", "-json", path], {
    cwd: join(PATHS.modules, module),
    env: { GOFLAGS: "", GOWORK: "off" },
  });
  return (JSON.parse(found) as { readonly Dir: string }).Dir;
}
