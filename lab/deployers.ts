import type { StackName } from "../tools/render/render";
import { pulumiUp } from "./pulumi/up";
import { apply, begin, bring } from "./deploy/apply";
import { applicationAuthority } from "./deploy/authority";
import type { Deployer } from "./deploy/held";
import type { KubeObject } from "./deploy/object";
import type { LabSettings } from "./deploy/labSettings";
import { stackObjects, stackSettings } from "./deploy/stack";

/** What to deploy, with which settings. */
export interface Deployment {
  readonly name: StackName;
  readonly timeScale: number;
  readonly settings: LabSettings;
  /** The rendered objects of the stack. */
  readonly stack: readonly KubeObject[];
  /** The objects that the cluster runs besides the stack. */
  readonly beside: readonly KubeObject[];
}

/** Deploys a stack and what runs besides it. @returns the stack's objects as they were applied */
export const deployBy: Readonly<
  Record<
    Deployer,
    (deployment: Deployment, say: (line: string) => void) => Promise<readonly KubeObject[]>
  >
> = {
  async kubectl({ name, timeScale, settings, stack, beside }) {
    const authority = await applicationAuthority(stack, beside);
    const objects =
      authority === undefined
        ? stack
        : await stackObjects({ stack: name, timeScale, settings, authority });
    await apply([...beside, ...objects]);
    return objects;
  },

  async pulumi({ name, timeScale, settings, stack, beside }, say) {
    const given = stackSettings(timeScale, settings, name);
    const namespaces = namespacesIn(stack);
    const within = ({ metadata }: KubeObject) => namespaces.includes(metadata.namespace ?? "");
    if (beside.some(within)) {
      const outside = beside.filter((object) => !within(object));
      await begin(outside);
      await bring(outside);
      await pulumiUp(name, given, say, { namespaces, bring: () => apply(beside) });
    } else {
      await apply(beside);
      await pulumiUp(name, given, say);
    }
    return stack;
  },
};

/** The namespaces that a stack creates. */
function namespacesIn(stack: readonly KubeObject[]): readonly string[] {
  return stack.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
}
