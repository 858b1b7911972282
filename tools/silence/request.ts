import { alertNames } from "../../alert-rules";
import { nearest } from "../../infra/objects/nearest";
import { parseDuration } from "../../signals/promql/duration";
import { Problem } from "../problem";

/** A silence that somebody requests on the command line. */
export interface SilenceRequest {
  readonly alert: string;
  /** The duration in Prometheus's format: `30m`, `2h`, `1h30m`. */
  readonly duration: string;
  readonly why: string;
  readonly author: string;
  /** Matchers for further labels, such as `pod=backend-1` or `job=~redis.*`. */
  readonly where: readonly string[];
}

/** Long enough for a problem that is being worked on. After that, people should be notified again. */
const LONGEST = "30d";

const COMPARISON = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)([^]*)$/;

/**
 * A silence's matchers, as amtool takes them.
 * @throws Problem if the alert does not exist, or a matcher is invalid
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
 * amtool's arguments for creating the silence.
 * @throws Problem for what Alertmanager would reject, and for a silence that is longer than anybody remembers
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
  // Removes quotes that remain from the shell, because amtool parses quotes itself.
  const bare = /^"([^]*)"$/.exec(value)?.[1] ?? value;
  return `${label}${operator}${JSON.stringify(bare)}`;
}
