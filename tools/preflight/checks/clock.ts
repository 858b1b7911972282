import type { Check } from "../asked";

/** More than a network takes, and less than tokens and certificates forgive. */
const MOST_MS = 30_000;

/** A clock that is not ours: times in alerts and on dashboards would be off by as much. */
export const clock: Check = {
  about: "clock",
  find({ answers: { clockAhead } }) {
    if (clockAhead === undefined || Math.abs(clockAhead) <= MOST_MS) return [];
    const seconds = Math.round(Math.abs(clockAhead) / 1000);
    return [
      {
        fails: false,
        what: "the API server's clock and this machine's differ: certificates and tokens are not valid yet, or no longer, by one of them",
        seen: `its Date is ${seconds} s ${clockAhead > 0 ? "ahead of" : "behind"} ours`,
        or: "see that both are synchronised",
      },
    ];
  },
};
