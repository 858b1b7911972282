import { incidents } from "../../../lab/receivers/incidents";
import type { Notification } from "../../../lab/receivers/notification";
import type { Planned } from "./schedule";

/** What people were notified of about one incident. */
export interface Heard {
  readonly alertname: string;
  /** How often PagerDuty opened an incident for it, each of which wakes somebody. */
  readonly pages: number;
  readonly pageResolved: boolean;
  /** How often Slack got its beginning, and its end. */
  readonly posts: number;
  readonly postsOfEnd: number;
  /** The times of repeated messages in Slack, about the beginning or the end, in seconds since 1970. */
  readonly repeats: readonly number[];
  /** Seconds from its beginning to the page; undefined if there was none. */
  readonly seconds?: number;
}

/** @param arrived everything that arrived at the receivers, oldest first */
export function heard(
  planned: readonly Planned[],
  arrived: readonly Notification[],
): readonly Heard[] {
  const opened = incidents(arrived, "pagerduty");
  return planned.map(({ alertname, begins }) => {
    const its = opened.filter(({ alertnames }) => alertnames.includes(alertname));
    const posted = (kind: Notification["kind"]) =>
      arrived.filter(
        (each) =>
          each.receiver === "slack" && each.kind === kind && each.alertnames.includes(alertname),
      );
    const [posts, postsOfEnd] = [posted("trigger"), posted("resolve")];
    const first = arrived.find(
      (each) => each.receiver === "pagerduty" && each.alertnames.includes(alertname),
    );
    return {
      alertname,
      pages: its.reduce((sum, each) => sum + each.opened, 0),
      pageResolved: its.length > 0 && its.every(({ state }) => state === "resolved"),
      posts: posts.length,
      postsOfEnd: postsOfEnd.length,
      repeats: [...posts.slice(1), ...postsOfEnd.slice(1)].map(secondsOf),
      ...(first && { seconds: secondsOf(first) - begins }),
    };
  });
}

function secondsOf({ receivedAt }: Notification): number {
  return Date.parse(receivedAt) / 1000;
}

/** Totals of some incidents. */
export interface Sum {
  readonly incidents: number;
  /** Incidents without a page or without a post. */
  readonly missed: number;
  /** The number of pages after the first one of each incident. */
  readonly pagedAgain: number;
  /** Incidents whose end did not reach PagerDuty or Slack. */
  readonly unresolved: number;
  /** The seconds until the slowest page. */
  readonly slowestSeconds: number;
}

/** The totals of some incidents. */
export function sumOf(all: readonly Heard[]): Sum {
  const total = (of: (each: Heard) => number) => all.reduce((sum, each) => sum + of(each), 0);
  return {
    incidents: all.length,
    missed: total(({ pages, posts }) => (pages === 0 || posts === 0 ? 1 : 0)),
    pagedAgain: total(({ pages }) => Math.max(0, pages - 1)),
    unresolved: total(({ pageResolved, postsOfEnd }) => (pageResolved && postsOfEnd > 0 ? 0 : 1)),
    slowestSeconds: Math.max(0, ...all.map(({ seconds = 0 }) => seconds)),
  };
}
