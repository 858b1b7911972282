import { load } from "js-yaml";

import { toYaml } from "../../../../infra/rendered-config/yaml";
import { objectOf, type Draft } from "./record";

type Key = string | number | Readonly<Record<string, unknown>>;
type Edit = (draft: Draft) => void;
type Value = unknown;

/** Sets a value in an object; undefined removes it. In the path, a record selects the item with these values. */
export const set =
  (file: string, path: readonly Key[], value: Value): Edit =>
  (draft) =>
    put(objectOf(draft, file), path, () => value);

/** The same in a YAML or JSON file of a ConfigMap. */
export const setIn =
  (file: string, path: readonly Key[], value: Value): Edit =>
  (draft) =>
    inText(draft, file, (text) => {
      const parsed: unknown = file.endsWith(".json") ? JSON.parse(text) : load(text);
      put(parsed, path, (old) =>
        typeof value === "function" ? (value as (old: unknown) => unknown)(old) : value,
      );
      return file.endsWith(".json") ? JSON.stringify(parsed, null, 2) : toYaml(parsed);
    });

/** Replaces a text in a file of any ConfigMap. */
export const replace =
  (file: string, from: string, to: string): Edit =>
  (draft) =>
    inText(draft, file, (text) => {
      if (!text.includes(from)) throw new Error(`${file} has no ${from}.`);
      return text.replaceAll(from, to);
    });

/** Removes an object. */
export const remove =
  (file: string): Edit =>
  (draft) => {
    draft.objects.splice(draft.objects.indexOf(objectOf(draft, file)), 1);
  };

/** Removes a dashboard. */
export const withdraw =
  (dashboard: string): Edit =>
  (draft) => {
    remove(`ConfigMap-monitoring-grafana-dashboard-${dashboard}`)(draft);
    draft.gone.add(`grafana/dashboards/${dashboard}.json`);
  };

/** Adds an object. */
export const add =
  (object: Draft["objects"][number]): Edit =>
  (draft) => {
    draft.objects.push(object);
  };

/** Changes a file that is not part of any object. */
export const rewrite =
  (file: string, change: (value: Record<string, unknown>[]) => unknown): Edit =>
  ({ files }) => {
    files.set(
      file,
      JSON.stringify(change(JSON.parse(files.get(file) ?? "[]") as Record<string, unknown>[])),
    );
  };

function inText(draft: Draft, file: string, change: (text: string) => string): void {
  const holders = draft.objects.filter(
    ({ kind, data }) => kind === "ConfigMap" && data?.[file] !== undefined,
  );
  if (holders.length !== 1) throw new Error(`${holders.length} ConfigMaps have ${file}.`);
  for (const { data } of holders) {
    put(data, [file], (text) => change(text as string));
  }
}

function put(target: unknown, path: readonly Key[], change: (old: unknown) => unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) throw new Error("No path is given.");
  const place = target as Record<string | number, unknown>;
  const at = typeof key === "object" ? indexOf(target, key) : key;
  if (rest.length > 0) {
    put(place[at], rest, change);
    return;
  }
  const value = change(place[at]);
  if (value !== undefined) place[at] = value;
  else if (Array.isArray(target)) target.splice(Number(at), 1);
  else Reflect.deleteProperty(place, at);
}

function indexOf(list: unknown, wanted: Readonly<Record<string, unknown>>): number {
  const index = (list as readonly Record<string, unknown>[]).findIndex((item) =>
    Object.entries(wanted).every(([key, value]) => item[key] === value),
  );
  if (index < 0) throw new Error(`No item has ${JSON.stringify(wanted)}.`);
  return index;
}
