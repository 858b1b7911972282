import { load } from "js-yaml";

import type { PodTemplate } from "../../../infra/objects/kubernetes";
import {
  renderStack,
  type KubernetesManifest,
  type RenderOptions,
} from "../../../tools/render/render";
import { withoutStandIns, withStandIns } from "../../support/stacks";

/** What runs in the pods of a rendered stack: programs with their arguments, and the files that they read. */
export interface Pieces {
  /** The arguments of a container. */
  readonly argsOf: (resource: string, container?: string) => readonly string[];
  /** The content of a Secret. */
  readonly secretOf: (name: string) => Readonly<Record<string, string>>;
  readonly configMapOf: (name: string) => Readonly<Record<string, string>>;
  readonly prometheusYml: Readonly<Record<string, unknown>>;
}

/** The dev stack with some settings, which may name servers on this machine. */
export async function pieces(options: RenderOptions): Promise<Pieces> {
  const overrides = withStandIns(options.overrides ?? {});
  const { objects: rendered } = await renderStack("dev", { ...options, overrides });
  const objects = withoutStandIns(rendered);
  const find = (kinds: readonly string[], name: string): KubernetesManifest => {
    const found = objects.find(
      ({ kind, metadata }) => kinds.includes(kind) && metadata.name === name,
    );
    if (!found) throw new Error(`The stack has no ${kinds.join(" or ")} ${name}.`);
    return found;
  };
  const configMapOf = (name: string) => find(["ConfigMap"], name).data ?? {};
  return {
    argsOf: (resource, container = resource) => {
      const { spec } = find(["Deployment", "StatefulSet"], resource);
      const pod = (spec as { template: PodTemplate }).template.spec;
      const args = pod?.containers.find(({ name }) => name === container)?.args;
      if (!args) throw new Error(`${resource} has no container ${container} with arguments.`);
      return args;
    },
    secretOf: (name) => find(["Secret"], name).stringData ?? {},
    configMapOf,
    prometheusYml: load(configMapOf("prometheus-config")["prometheus.yml"] ?? "") as Readonly<
      Record<string, unknown>
    >,
  };
}
