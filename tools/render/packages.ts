import { toYaml } from "../../infra/rendered-config/yaml";
import type { Registered } from "./mocks";

/** Component packages that are separate programs: Pulumi runs them only during a deployment. */
const PACKAGES = ["kubernetes-cert-manager"];

/**
 * The inputs of such packages, by path. The objects that they create are not known before a deployment and are missing
 * in a rendered tree. `pulumi preview` shows them.
 */
export function packageFiles(registered: readonly Registered[]): ReadonlyMap<string, string> {
  return new Map(
    registered.flatMap(({ type, name, inputs }) => {
      const [packageName = "", , component = ""] = type.split(":");
      if (!PACKAGES.includes(packageName)) return [];
      const told = { package: packageName, component, name, inputs };
      return [[`packages/${component}-${name}.yaml`, toYaml(told)] as const];
    }),
  );
}
