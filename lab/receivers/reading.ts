import type { Kind } from "./notification";

const NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
/** ` - alertname = X` in texts, `alertname="X"` in matchers, `"alertname":"X"` in JSON within JSON. */
const LABEL = new RegExp(`\\balertname\\\\?"?\\s*[=:]\\s*\\\\?"?(${NAME})`, "g");
/**
 * The start of a title: `[FIRING:2] HighErrorRate (…)` by default; in ours `[FIRING] HighErrorRate: …`, and for several
 * in one incident `[FIRING:2] DatabaseDown, HighErrorRate: …`.
 */
const SUBJECT = new RegExp(`\\[(?:FIRING|RESOLVED)(?::\\d+)?\\]\\s+(${NAME}(?:, ${NAME})*)`, "g");

/**
 * The names of the alerts in a message, sorted, without duplicates. Labels take precedence: the words after `[FIRING]`
 * or `[RESOLVED]` count only if there is no `alertname` in any text or object.
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

/** Whether Alertmanager's text says that something began or ended. A group with both has begun. */
export function kindOfText(...texts: readonly string[]): Kind {
  if (texts.some((text) => text.includes("[FIRING"))) return "trigger";
  if (texts.some((text) => text.includes("[RESOLVED"))) return "resolve";
  return "message";
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Every string in a JSON value; a label `alertname` becomes `alertname=X`. */
function* strings(value: unknown, key = ""): Generator<string> {
  if (typeof value === "string") {
    yield key === "alertname" ? `alertname=${value}` : value;
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* strings(inner, name);
  }
}
