import { OUR_NAMESPACES } from "../../../infra/kubernetes/network/flows";
import { itemsOf } from "../answers";
import type { Check } from "../asked";

/** Namespaces of ours that somebody else has made, or that are being deleted. */
export const namespaces: Check = {
  about: "namespaces",
  find: ({ answers }) =>
    itemsOf(answers.namespaces)
      .filter(({ metadata }) => (OUR_NAMESPACES as readonly string[]).includes(metadata.name))
      .flatMap(({ metadata: { name, labels = {} }, status }) => {
        if (status?.phase === "Terminating") {
          return [
            {
              fails: true,
              what: `the namespace ${name} is being deleted: nothing can be made in it`,
              seen: `${name} is Terminating`,
              or: "wait until it is gone, or see what keeps it",
            },
          ];
        }
        if (labels["app.kubernetes.io/part-of"] === "autodealgenie") return [];
        const level = labels["pod-security.kubernetes.io/enforce"] ?? "none";
        return [
          {
            fails: true,
            what: `the namespace ${name} is there already and is not the stack's: pulumi up would refuse to make it`,
            seen: `${name} without the label app.kubernetes.io/part-of, with Pod Security ${level}`,
            or: `give it to the stack: pulumi import kubernetes:core/v1:Namespace ${name} ${name}`,
          },
        ];
      }),
};
