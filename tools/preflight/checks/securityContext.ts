import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { itemsOf } from "../answers";
import type { Check } from "../asked";

const CONSTRAINTS = "securitycontextconstraints.security.openshift.io";

/** User IDs that OpenShift's constraints reject, because each namespace has its own range. */
export const securityContext: Check = {
  about: "security context",
  find({ declared, answers }) {
    const there = itemsOf(answers.kinds).some(({ metadata }) => metadata.name === CONSTRAINTS);
    const fixed = declared.workloads.filter(({ resource }) =>
      (podTemplateOf(resource).spec?.containers ?? []).some(
        ({ securityContext: context }) => context?.runAsUser !== undefined,
      ),
    );
    if (!there || fixed.length === 0) return [];
    return [
      {
        fails: true,
        what: "the pods have fixed user ids, which the restricted security context constraints refuse",
        seen: `the kind ${CONSTRAINTS}, and ${fixed.length} workloads with runAsUser`,
        set: [{ path: "security.fixedUserIds", value: false }],
      },
    ];
  },
};
