import { podTemplateOf } from "../../../infra/kubernetes/workload";
import type { Workload } from "../../../infra/kubernetes/server";
import { buildStack } from "../../../infra/plan";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

/** Every pod of a stack without its user IDs, and whether any user ID is set. */
function pods(stack: "dev" | "prod", overrides: Overrides) {
  const parts = buildStack(settings(stack, overrides)).parts as Readonly<
    Record<string, Workload | undefined>
  >;
  const ids = ["runAsUser", "runAsGroup", "fsGroup"];
  return Object.values(parts).map((workload) => {
    const text = JSON.stringify(podTemplateOf(workload!.resource), (key, value: unknown) =>
      ids.includes(key) ? undefined : value,
    );
    return { text, named: /runAs(User|Group)|fsGroup"/.exec(JSON.stringify(workload!.resource)) };
  });
}

describe.each(["dev", "prod"] as const)("pods of %s", (stack) => {
  it("set no user IDs if the cluster assigns them, and are otherwise unchanged", () => {
    const [fixed, free] = [
      pods(stack, { security: { fixedUserIds: true } }),
      pods(stack, { security: { fixedUserIds: false } }),
    ];
    expect(free.map(({ named }) => named)).toEqual(free.map(() => null));
    expect(fixed.every(({ named }) => named !== null)).toBe(true);
    expect(free.map(({ text }) => text)).toEqual(fixed.map(({ text }) => text));
    for (const { text } of free) expect(text).toContain('"runAsNonRoot":true');
  });

  it("set no user IDs on OpenShift unless the stack overrides this", () => {
    const cluster = { distribution: "openshift" } as const;
    expect(pods(stack, { cluster }).every(({ named }) => named === null)).toBe(true);
    const said = pods(stack, { cluster, security: { fixedUserIds: true } });
    expect(said.every(({ named }) => named !== null)).toBe(true);
  });
});
