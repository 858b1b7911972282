import type { Kind } from "./notification";

const NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
/** ` - alertname = X` in texts, `alertname="X"` in matchers, `"alertname":"X"` in JSON within JSON. */
const LABEL = new RegExp(`\\balertname\\\\?"?\\s*[=:]\\s*\\\\?"?(${NAME})`, "g");
/**
 * The head of a title: `[FIRING:2] HighErrorRate (…)` by default; in ours `[FIRING] HighErrorRate: …`, and of several in one
 * incident `[FIRING:2] DatabaseDown, HighErrorRate: …`.
 */
const SUBJECT = new RegExp(`\\[(?:FIRING|RESOLVED)(?::\\d+)?\\]\\s+(${NAME}(?:, ${NAME})*)`, "g");

/**
 * The alerts that a message names, sorted, each once. Labels are believed first; only where no text
 * and no object has an `alertname`, the word after `[FIRING]` or `[RESOLVED]` is taken.
 */
export function alertNames(message: unknown): string[] {
  const texts = [...strings(message)];
  const labelled = texts.flatMap((text) => found(text, LABEL));
  const names =
    labelled.length > 0
      ? labelled
      : texts.flatMap((text) => found(text, SUBJECT)).flatMap((those) => those.split(", "));
  return [...new Set(names)].sort();
}

/** Whether Alertmanager's words say that something began or ended; a mixed group has begun. */
export function kindOfText(...texts: readonly string[]): Kind {
  if (texts.some((text) => text.includes("[FIRING"))) return "trigger";
  if (texts.some((text) => text.includes("[RESOLVED"))) return "resolve";
  return "message";
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Every string in a JSON value; a label `alertname` comes as `alertname=X`. */
function* strings(value: unknown, key = ""): Generator<string> {
  if (typeof value === "string") {
    yield key === "alertname" ? `alertname=${value}` : value;
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* strings(inner, name);
  }
}
