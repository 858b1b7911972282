import { Problem } from "../problem";

/** `auth_lockouts`, `queue-exporter` → `authLockouts`, `queueExporter`. */
export function camelCase(name: string): string {
  return name.replaceAll(/[_-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `queue-exporter`, `authLockouts` → `QueueExporter`, `AuthLockouts`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** `LockoutsHigh`, `authLockouts` → `lockouts-high`, `auth-lockouts`. */
export function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

/** `authLockouts`, `queue-exporter` → `Auth lockouts`, `Queue exporter`. */
export function titleOf(name: string): string {
  const words = kebabCase(name).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The form of each kind of name, with an example. */
const NAMES = {
  metric: {
    pattern: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
    example: "autodealgenie_auth_lockouts_total",
  },
  alert: { pattern: /^([A-Z][a-z0-9]*){2,}$/, example: "LockoutsHigh" },
  dashboard: { pattern: /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/, example: "security" },
  server: { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, example: "queue-exporter" },
} as const;

const LONGEST = 60;

/** @throws Problem if the name does not have the form of its kind */
export function requireName(kind: keyof typeof NAMES, name: string): void {
  const { pattern, example } = NAMES[kind];
  if (pattern.test(name) && name.length <= LONGEST) return;
  throw new Problem(
    `"${name}" cannot be the name of ${kind === "alert" ? "an" : "a"} ${kind}${name.length > LONGEST ? `: it is longer than ${LONGEST} characters` : ""}.`,
    `Choose one like ${example}. Nothing was written.`,
  );
}
