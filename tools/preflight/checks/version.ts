import type { Check } from "../asked";

/** The minor versions from which preStop.sleep is available by default, and with its feature gate: KEP-3960. */
const SLEEP = { byDefault: 30, withGate: 29 } as const;

/** An API server that is too old for the stack's objects. */
export const version: Check = {
  about: "version",
  find({ answers, declared }) {
    const { gitVersion = "" } = answers.version.body ?? {};
    const minor = Number(/^v?1\.(\d+)/.exec(gitVersion)?.[1] ?? Number.NaN);
    const sleeps = declared.workloads.some(({ resource }) =>
      JSON.stringify(resource).includes('"preStop":{"sleep"'),
    );
    if (!sleeps || Number.isNaN(minor) || minor >= SLEEP.byDefault) return [];
    const gated = minor >= SLEEP.withGate;
    return [
      {
        fails: !gated,
        what: gated
          ? "the backend's pods sleep before they stop (preStop.sleep), which this version only supports with the feature gate PodLifecycleSleepAction"
          : "the backend's pods sleep before they stop (preStop.sleep), which this version rejects",
        seen: `version ${gitVersion}`,
        or: gated
          ? "make sure that the gate is enabled, or upgrade to 1.30"
          : "upgrade to 1.30 or later",
      },
    ];
  },
};
