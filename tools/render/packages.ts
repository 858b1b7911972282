import { toYaml } from "../../infra/rendered-config/yaml";
import type { Registered } from "./mocks";

/** Packages of components that are programs of their own: Pulumi runs them while deploying, and no sooner. */
const PACKAGES = ["kubernetes-cert-manager"];

/**
 * What such packages are told, by path. The objects that they make are not known before, and so are nowhere in a
 * rendered tree: they can be seen in `pulumi preview`.
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
