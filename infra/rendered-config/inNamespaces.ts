import { APPLICATION, MONITORING, OURS } from "../../signals/namespaces";
import type { Namespaces } from "../objects/names";

/** Both namespaces, as series selectors contain them. */
const BOTH = OURS.join("|");
/** The same, or a single namespace: as it appears in a selector, also inside a text, and in AlertBlind's words. */
const SAID = new RegExp(
  `${OURS.join("\\|")}|(?<=namespace=\\\\?"| of )(?:${OURS.join("|")})(?=\\\\?")`,
  "g",
);

/** Rewrites the default namespaces in the queries of rules or dashboards to those of the stack. */
export function inNamespaces<T>(value: T, { monitoring, application }: Namespaces): T {
  const both = `${monitoring}|${application}`;
  if (both === BOTH) return value;
  const names = { [BOTH]: both, [MONITORING]: monitoring, [APPLICATION]: application };
  return replaced(value, names) as T;
}

function replaced(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return value.replaceAll(SAID, (name) => names[name] ?? name);
  if (Array.isArray(value)) return value.map((each) => replaced(each, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, replaced(each, names)]),
  );
}
