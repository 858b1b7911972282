import { APPLICATION, MONITORING, OURS } from "../../signals/namespaces";
import type { Namespaces } from "../objects/names";

/** As selectors of series have both namespaces. */
const BOTH = OURS.join("|");
/** The same, or one namespace: as a selector has it, also within a text, and as AlertBlind has it in words. */
const SAID = new RegExp(
  `${OURS.join("\\|")}|(?<=namespace=\\\\?"| of )(?:${OURS.join("|")})(?=\\\\?")`,
  "g",
);

/** Rules or dashboards whose queries look into the namespaces of a stack, and not into those of the defaults. */
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
