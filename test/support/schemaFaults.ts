import { spawnSync } from "node:child_process";

import { schemaLocation } from "../../lab/builder/schemas";
import { toolPath } from "../../lab/builder/tools";

/** What the schemas of Kubernetes 1.34, and of the CRDs that stacks use, reject in some objects. */
export function schemaFaults(objects: readonly object[]): readonly string[] {
  // JSON is valid YAML.
  const input = objects.map((object) => JSON.stringify(object)).join("\n---\n");
  const args = ["-strict", "-summary", "-output", "json", "-schema-location", schemaLocation()];
  const { stdout, stderr } = spawnSync(toolPath("kubeconform"), args, {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (stdout === "") throw new Error(`kubeconform has said nothing but: ${stderr}`);
  const { resources, summary } = JSON.parse(stdout) as {
    readonly resources?: readonly { readonly msg: string }[] | null;
    readonly summary: { readonly valid: number };
  };
  const faults = (resources ?? []).map(({ msg }) => msg);
  const unseen = objects.length - summary.valid - faults.length;
  return unseen === 0 ? faults : [...faults, `${unseen} objects were not judged`];
}
