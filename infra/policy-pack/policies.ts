import type { Policies, ResourceValidationPolicy } from "@pulumi/policy";

import {
  claimsCover,
  keepsVolumes,
  orphansItsPods,
  protectsNamespaces,
  type Declared,
  type Rule,
} from "./rules";

/** A policy of each rule. What a change deletes, no policy is shown: see tools/guard for that. */
export const POLICIES: Policies = [
  ofResource(
    "stateful-sets-orphan-their-pods",
    "Replacing a StatefulSet keeps its pods running.",
    orphansItsPods,
  ),
  ofResource(
    "volumes-are-kept",
    "No volume is deleted together with another object.",
    keepsVolumes,
  ),
  ofResource(
    "namespaces-are-protected",
    "No namespace can be deleted with everything in it.",
    protectsNamespaces,
  ),
  {
    name: "claims-cover-their-volumes",
    description: "Each volume of a StatefulSet has a claim in the stack, so that it can grow.",
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, reportViolation) => {
      for (const fault of claimsCover(resources.map(plain))) reportViolation(fault);
    },
  },
];

function ofResource(name: string, description: string, rule: Rule): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: "mandatory",
    validateResource: (args, reportViolation) => {
      for (const fault of rule(plain(args))) reportViolation(fault);
    },
  };
}

function plain({ type, name, props, opts }: Declared): Declared {
  return { type, name, props, opts };
}
