import { serversOf } from "../../stack";
import { expressions } from "../expressions";
import { slotsIn, type Operator, type Stack } from "../mistake";

const RATE = /\b(?:rate|increase|irate|deriv)\([a-z_:]+(?:\{[^}]*\})?\[([^\]]+)\]/;

const shortWindow: Operator = {
  name: "shorten a rate's window",
  places: (stack) =>
    expressions(stack).flatMap(({ at, owner, value, set }) =>
      slotsIn(value, RATE, set).map((window, i) => ({
        at: `${at} window ${i}`,
        make(chance: number) {
          window.set(`${1 + (chance % 59)}s`);
          return [owner];
        },
      })),
    ),
};

const rareScrape: Operator = {
  name: "scrape more rarely than windows allow",
  places(stack) {
    const rated = jobsRated(stack);
    const endpoints = serversOf(stack.workloads).flatMap(({ monitor, resource }) =>
      (monitor?.spec.endpoints ?? []).map((endpoint) => ({
        job: resource.metadata.name,
        set: (interval: string) => (endpoint.interval = interval),
      })),
    );
    const nodes = stack.nodeScrapes.map((scrape) => ({
      job: scrape.job_name,
      set: (interval: string) => (scrape.scrape_interval = interval),
    }));
    return [...endpoints, ...nodes]
      .filter(({ job }) => rated.has(job))
      .map(({ job, set }, i) => ({
        at: `${job} ${i}`,
        make() {
          set("12h");
          return [job];
        },
      }));
  },
};

const otherJob: Operator = {
  name: "read a metric of a job that has it not",
  places: (stack) =>
    expressions(stack).flatMap(({ at, owner, value, set }) =>
      slotsIn(value, /(?<!\bup)\{(?:[^}]*,)?job="([^"]+)"/, set).map((job, i) => ({
        at: `${at} job ${i}`,
        make(chance: number) {
          // Jobs that export no metric of the same name as another job.
          const others = ["kube-state-metrics", "kubelet", "cadvisor"].filter(
            (each) => each !== job.value,
          );
          job.set(others[chance % others.length]!);
          return [owner];
        },
      })),
    ),
};

const brokenQuery: Operator = {
  name: "leave out a bracket of a query",
  places: (stack) =>
    expressions(stack)
      .filter(({ value }) => /[()[\]{}]/.test(value))
      .map(({ at, owner, value, set }) => ({
        at,
        make(chance) {
          const brackets = [...value.matchAll(/[()[\]{}]/g)].filter(
            ({ index }) => !quoted(value, index),
          );
          const { index } = brackets[chance % brackets.length]!;
          set(value.slice(0, index) + value.slice(index + 1));
          return [owner];
        },
      })),
};

const dropRecording: Operator = {
  name: "drop all recordings of a name",
  places: (stack) => {
    const records = stack.ruleGroups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ("record" in rule ? rule.record : [])),
    );
    return [...new Set(records)].map((record) => ({
      at: record,
      make() {
        for (const group of stack.ruleGroups) {
          group.rules = group.rules.filter((rule) => !("record" in rule) || rule.record !== record);
        }
        return [record];
      },
    }));
  },
};

/** The jobs whose metrics are used in a rate. */
function jobsRated(stack: Stack): ReadonlySet<string> {
  return new Set(
    expressions(stack).flatMap(({ value }) =>
      [...value.matchAll(new RegExp(RATE, "g"))].flatMap(
        ([text]) => /job="([^"]+)"/.exec(text)?.[1] ?? [],
      ),
    ),
  );
}

function quoted(text: string, index: number): boolean {
  return text.slice(0, index).split('"').length % 2 === 0;
}

/** Queries for things that Prometheus does not have. */
export const queryOperators: readonly Operator[] = [
  shortWindow,
  rareScrape,
  otherJob,
  brokenQuery,
  dropRecording,
];
