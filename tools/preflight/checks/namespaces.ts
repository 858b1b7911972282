import { itemsOf } from "../answers";
import type { Check } from "../asked";

/**
 * Namespaces that the stack creates and somebody else owns, that it expects and that do not exist, or that are being
 * deleted.
 */
export const namespaces: Check = {
  about: "namespaces",
  find: ({ config, answers }) => {
    const there = new Map(itemsOf(answers.namespaces).map((each) => [each.metadata.name, each]));
    return (["monitoring", "application"] as const).flatMap((which) => {
      const { name, create } = config.namespaces[which];
      const found = there.get(name);
      const path = `namespaces.${which}.create`;
      if (found === undefined) {
        if (create || answers.namespaces.body === undefined) return [];
        return [
          {
            fails: true,
            what: `the namespace ${name} does not exist, and create is false for it`,
            seen: `${there.size} namespaces, none of them ${name}`,
            set: [{ path }],
            or: `create it: kubectl create namespace ${name}`,
          },
        ];
      }
      const { metadata, status } = found;
      if (status?.phase === "Terminating") {
        return [
          {
            fails: true,
            what: `the namespace ${name} is being deleted: nothing can be created in it`,
            seen: `${name} is Terminating`,
            or: "wait until it is gone, or find out what blocks its deletion",
          },
        ];
      }
      const labels = metadata.labels ?? {};
      if (!create || labels["app.kubernetes.io/part-of"] === "autodealgenie") return [];
      const level = labels["pod-security.kubernetes.io/enforce"] ?? "none";
      return [
        {
          fails: true,
          what: `the namespace ${name} exists already, but does not belong to the stack: pulumi up would fail to create it`,
          seen: `${name} without the label app.kubernetes.io/part-of, with Pod Security ${level}`,
          set: [{ path, value: false }],
          or: `import it into the stack: pulumi import kubernetes:core/v1:Namespace ${name} ${name}`,
        },
      ];
    });
  },
};
