import { dump } from "js-yaml";

/** A typed value as YAML. Long texts stay on one line, and there are no aliases. */
export function toYaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}
