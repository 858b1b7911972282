import type { Check } from "../asked";

/** Distributions by what they add to the version. */
const VERSIONS = [
  [/-gke\./, "gke"],
  [/-eks-/, "eks"],
  [/\+k3s\d/, "k3s"],
] as const;

/** A cluster of another distribution than the stack's settings say. */
export const distribution: Check = {
  about: "distribution",
  find({ config: { cluster }, answers }) {
    const { gitVersion = "" } = answers.version.body ?? {};
    const [, seen] = VERSIONS.find(([pattern]) => pattern.test(gitVersion)) ?? [];
    // With distribution `other`, nothing is assumed that this one may lack.
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
