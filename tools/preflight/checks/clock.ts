import type { Check } from "../asked";

/** More than a network delay, and less than tokens and certificates tolerate. */
const MOST_MS = 30_000;

/** A clock that differs from ours: times in alerts and on dashboards would be off by the difference. */
export const clock: Check = {
  about: "clock",
  find({ answers: { clockAhead } }) {
    if (clockAhead === undefined || Math.abs(clockAhead) <= MOST_MS) return [];
    const seconds = Math.round(Math.abs(clockAhead) / 1000);
    return [
      {
        fails: false,
        what: "the clocks of the API server and of this machine differ: for one of them, certificates and tokens are not valid yet, or no longer",
        seen: `its Date is ${seconds} s ${clockAhead > 0 ? "ahead of" : "behind"} ours`,
        or: "synchronise both clocks",
      },
    ];
  },
};
