import { join } from "node:path";

import { PATHS } from "../paths";
import { exec } from "./exec";

/**
 * The folder with what a Go module carries, whether or not it is Go: fetched, and compared with its sum, where it is not
 * there yet.
 *
 * @param module the folder in lab/modules that requires it
 * @param path by which Go knows it, such as k8s.io/kubernetes
 */
export async function moduleSource(module: string, path: string): Promise<string> {
  const found = await exec("go", ["mod", "download", "-json", path], {
    cwd: join(PATHS.modules, module),
    env: { GOFLAGS: "", GOWORK: "off" },
  });
  return (JSON.parse(found) as { readonly Dir: string }).Dir;
}
