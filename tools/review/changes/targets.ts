import { parseDuration } from "../../../signals/promql/duration";
import { timeText } from "../../reference/delayText";
import { change, distinct, type Change, type Fact } from "../change";
import type { Model, Rule } from "../model/model";
import type { ScrapeConfig } from "../model/shapes";
import { fieldDiffs, fieldFact } from "../words/fields";
import { listed } from "../words/text";

/**
 * What is different about what Prometheus scrapes, according to its own configuration, which the operator generates
 * from ServiceMonitors.
 */
export function targetChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [jobsOf(before), jobsOf(after)];
  return [...new Map([...was, ...is]).keys()].flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)];
    if (!now) {
      const effects = blinded(before, name);
      const rank = pagesOn(after, name) ? "pages" : "deletion";
      return change("target", name, [{ what: "no longer scraped" }], { rank, effects });
    }
    if (!old) {
      const every = now.scrape_interval;
      const often = typeof every === "string" ? [{ what: `every ${time(every)}` }] : [];
      return change("target", name, [{ what: "new" }, ...often]);
    }
    const facts = fieldDiffs(old, now).flatMap(targetFact);
    return facts.length > 0 ? change("target", name, distinct(facts)) : [];
  });
}

const TIMES: Readonly<Record<string, string>> = {
  scrape_interval: "scraped every",
  scrape_timeout: "times out after",
};

function targetFact(diff: ReturnType<typeof fieldDiffs>[number]): readonly Fact[] {
  const { path, from, to } = diff;
  const key = path.join(".");
  const name = TIMES[key];
  if (name !== undefined && typeof from === "string" && typeof to === "string") {
    return [{ what: name, from: time(from), to: time(to) }];
  }
  if (path[0] === "job_name") return [];
  if (path.at(-1) === "regex" && typeof from === "string" && typeof to === "string") {
    return [alternatives(path, from, to)];
  }
  return fieldFact(diff);
}

/** The names that a regular expression of alternatives gained and lost. */
function alternatives(path: readonly string[], from: string, to: string): Fact {
  const [was, is] = [from.split("|"), to.split("|")];
  const gone = was.filter((name) => !is.includes(name)).map((name) => `-${name}`);
  const added = is.filter((name) => !was.includes(name)).map((name) => `+${name}`);
  return { what: `${path.slice(0, 1).join("")} ${[...gone, ...added].join(", ")}` };
}

/** The alerts that read a job's metrics, and can no longer fire. */
function blinded(model: Model, name: string): readonly Fact[] {
  const alerts = new Set(readersOf(model, name).flatMap(({ alert }) => alert ?? []));
  return alerts.size > 0 ? [{ what: `read by ${listed([...alerts])}` }] : [];
}

/** Whether a critical alert reads a job's metrics. */
function pagesOn(model: Model, name: string): boolean {
  return readersOf(model, name).some(({ labels }) => labels?.severity === "critical");
}

function readersOf({ groups }: Model, name: string): readonly Rule[] {
  const job = name.replace(/^[^/]+\//, "");
  return groups
    .flatMap(({ rules }) => rules)
    .filter(({ alert, expr }) => alert !== undefined && expr.includes(`job="${job}"`));
}

/**
 * Scrape jobs by the names that people use: `monitoring/grafana` for `serviceMonitor/monitoring/grafana/0` in the
 * configuration.
 */
function jobsOf({ prometheus }: Model): ReadonlyMap<string, ScrapeConfig> {
  return new Map(
    (prometheus.scrape_configs ?? []).map((config) => [
      config.job_name.replace(/^serviceMonitor\/(.+)\/0$/, "$1").replace(/^serviceMonitor\//, ""),
      config,
    ]),
  );
}

function time(duration: string): string {
  return timeText(parseDuration(duration));
}
