import type { Check } from "../asked";

/** By what a distribution adds to its version. */
const VERSIONS = [
  [/-gke\./, "gke"],
  [/-eks-/, "eks"],
  [/\+k3s\d/, "k3s"],
] as const;

/** A cluster that is of another distribution than the stack says. */
export const distribution: Check = {
  about: "distribution",
  find({ config: { cluster }, answers }) {
    const { gitVersion = "" } = answers.version.body ?? {};
    const [, seen] = VERSIONS.find(([pattern]) => pattern.test(gitVersion)) ?? [];
    // Of any other nothing is taken for granted that this one may lack.
    if (seen === undefined || cluster.distribution === "other" || cluster.distribution === seen) {
      return [];
    }
    return [
      {
        fails: false,
        what: `the stack is for another distribution, ${cluster.distribution}`,
        seen: `version ${gitVersion}`,
        set: [{ path: "cluster.distribution", value: seen }],
      },
    ];
  },
};
