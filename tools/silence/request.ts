import { alertNames } from "../../alert-rules";
import { nearest } from "../../infra/objects/nearest";
import { parseDuration } from "../../signals/promql/duration";
import { Problem } from "../problem";

/** What somebody asks to be silent, as written on the command line. */
export interface SilenceRequest {
  readonly alert: string;
  /** For how long, as Prometheus writes it: `30m`, `2h`, `1h30m`. */
  readonly duration: string;
  readonly why: string;
  readonly author: string;
  /** Comparisons of further labels, such as `pod=backend-1` or `job=~redis.*`. */
  readonly where: readonly string[];
}

/** Enough for what is worked on. What nobody has looked at for so long is to be heard of again. */
const LONGEST = "30d";

const COMPARISON = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)([^]*)$/;

/**
 * The comparisons that a silence makes, as amtool takes them.
 * @throws Problem for an alert that there is none of, and for what is no comparison
 */
export function matchersOf({ alert, where }: Pick<SilenceRequest, "alert" | "where">) {
  if (!(alertNames as readonly string[]).includes(alert)) {
    const meant = nearest(alert, alertNames);
    throw new Problem(
      `There is no alert ${alert}.`,
      meant === undefined
        ? "docs/reference/alerts.md lists all alerts."
        : `Did you mean ${meant}? docs/reference/alerts.md lists all alerts.`,
    );
  }
  return [`alertname=${JSON.stringify(alert)}`, ...where.map(comparison)];
}

/**
 * amtool's arguments that make it.
 * @throws Problem for what Alertmanager would not take, or would keep for longer than anybody remembers
 */
export function silenceArgs(request: SilenceRequest): readonly string[] {
  const { duration, why, author } = request;
  const length = lengthOf(duration);
  if (!(length > 0 && length <= parseDuration(LONGEST))) {
    throw new Problem(
      `--for must be at most ${LONGEST}, such as 30m, 2h or 1h30m, got ${duration}.`,
      "Use a shorter time, and silence it again if that is not enough.",
    );
  }
  if (why.trim() === "") {
    throw new Problem(
      "--why is empty.",
      "Say what is being done about the alert, for whoever is on call.",
    );
  }
  return [
    "silence",
    "add",
    `--author=${author}`,
    `--comment=${why}`,
    `--duration=${duration}`,
    ...matchersOf(request),
  ];
}

function lengthOf(duration: string): number {
  try {
    return parseDuration(duration);
  } catch {
    return Number.NaN;
  }
}

function comparison(text: string): string {
  const [, label, operator, value] = COMPARISON.exec(text) ?? [];
  if (label === undefined || operator === undefined || value === undefined) {
    throw new Problem(
      `--where ${text} is not a comparison.`,
      "Write a label, one of = != =~ !~, and a value: --where pod=backend-1",
    );
  }
  // However it was quoted for the shell: amtool reads quotes of its own.
  const bare = /^"([^]*)"$/.exec(value)?.[1] ?? value;
  return `${label}${operator}${JSON.stringify(bare)}`;
}
