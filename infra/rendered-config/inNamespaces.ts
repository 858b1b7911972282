import { OURS } from "../../signals/namespaces";
import type { Namespaces } from "../objects/names";

/** As selectors of series have both namespaces. */
const BOTH = OURS.join("|");

/** Rules or dashboards whose queries look into the namespaces of a stack, and not into those of the defaults. */
export function inNamespaces<T>(value: T, { monitoring, application }: Namespaces): T {
  const both = `${monitoring}|${application}`;
  return both === BOTH ? value : (replaced(value, both) as T);
}

function replaced(value: unknown, both: string): unknown {
  if (typeof value === "string") return value.replaceAll(BOTH, both);
  if (Array.isArray(value)) return value.map((each) => replaced(each, both));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, replaced(each, both)]),
  );
}
