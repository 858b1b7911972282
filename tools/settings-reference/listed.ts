import type { SettingPath } from "./comments";
import { formOf } from "./form";
import type { JsonSchema } from "./jsonSchema";

/** A setting in the reference. */
export interface ListedSetting {
  /** `<name>` stands for the names of several sections that have the same keys. */
  readonly path: SettingPath;
  /** The form of the value, such as "a size, 64Mi to 64Ti". Undefined for a section. */
  readonly form: string | undefined;
  /** Undefined if there is none. */
  readonly default: unknown;
  readonly required: boolean;
  /** The kind of section that has this setting, such as "`type` s3". Undefined for all kinds. */
  readonly only: string | undefined;
  /** The comment on its declaration. */
  readonly words: string | undefined;
  /** The possible values of `<name>`. */
  readonly names: readonly string[];
}

/** The number of sections with the same keys from which on they are listed as one: servers, alerts, secrets. */
const ALIKE = 3;
const NAME = "<name>";

/** A setting with everything below it, in the order of the declarations. */
export function listed(
  schema: JsonSchema,
  path: SettingPath,
  comments: ReadonlyMap<SettingPath, string>,
  { required = false, listedAs = path, only = undefined as string | undefined } = {},
): readonly ListedSetting[] {
  const sections = sectionsOf(schema);
  const alike = alikeIn(sections);
  const own: ListedSetting = {
    path: listedAs,
    form: formOf(schema),
    default: schema.default,
    required,
    only,
    words: comments.get(path),
    names: alike.length === 0 ? [] : alike.map(([name]) => name),
  };
  const of = (
    each: JsonSchema,
    key: string,
    options: { required?: boolean; name?: string; only?: string | undefined } = {},
  ) =>
    listed(each, `${path}.${key}`, comments, {
      required: options.required ?? false,
      listedAs: `${listedAs}.${options.name ?? key}`,
      only: options.only,
    });
  const [first] = alike;
  return distinct([
    own,
    ...keysOf(sections)
      .filter(({ key }) => !alike.some(([name]) => name === key))
      .flatMap(({ key, each, ...options }) => of(each, key, options)),
    ...(first ? of(merged(alike), first[0], { name: NAME }).slice(1) : []),
    ...sections.flatMap(({ additionalProperties: free, items }) => [
      ...(typeof free === "object" ? of(free, "*", { name: NAME }).slice(1) : []),
      ...(items ? of(items, "[]").slice(1) : []),
    ]),
  ]);
}

/** The schemas that may have keys or entries: the value's own, and those of its alternatives. */
function sectionsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

/** The keys of the alternatives of a section, each once. The key that distinguishes them lists all of its values. */
function keysOf(sections: readonly JsonSchema[]) {
  const kinds = sections.filter(({ properties }) => kindOf(properties) !== undefined);
  return [...new Set(sections.flatMap(({ properties = {} }) => Object.keys(properties)))].flatMap(
    (key) => {
      const having = sections.filter(({ properties = {} }) => key in properties);
      const each = having[0]?.properties?.[key];
      if (!each) return [];
      const values = having.flatMap(({ properties = {} }) => properties[key]?.const ?? []);
      const some = kinds.length > 0 && having.length < kinds.length;
      return {
        key,
        each: values.length > 1 ? { enum: values } : each,
        required: having.every(({ required = [] }) => required.includes(key)),
        only: some ? having.map(({ properties }) => kindOf(properties)).join(" or ") : undefined,
      };
    },
  );
}

/** The kind of a section's alternative, such as "`type` s3", if one of its keys is a constant. */
function kindOf(properties: JsonSchema["properties"]): string | undefined {
  const kind = Object.entries<JsonSchema>(properties ?? {}).find(
    ([, each]) => each.const !== undefined,
  );
  return kind && `\`${kind[0]}\` ${String(kind[1].const)}`;
}

/** The sections with their names, if they all have the same keys and are numerous enough to be listed as one. */
function alikeIn(sections: readonly JsonSchema[]): readonly (readonly [string, JsonSchema])[] {
  const inside = sections
    .flatMap(({ properties = {} }) => Object.entries(properties))
    .filter(([, { properties }]) => properties !== undefined);
  const [, most] = inside.reduce<readonly [number, string]>(
    ([count, keys], [, { properties = {} }]) => {
      const own = Object.keys(properties);
      return own.length > count ? [own.length, own.join()] : [count, keys];
    },
    [0, ""],
  );
  const keys = new Set(most.split(","));
  const alike = inside.filter(([, { properties = {} }]) =>
    Object.keys(properties).every((key) => keys.has(key)),
  );
  return alike.length >= ALIKE && alike.length === inside.length ? alike : [];
}

/** One section that stands for all. A key whose form or default differs has none. */
function merged(alike: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [, section] of alike) {
    for (const [key, each] of Object.entries(section.properties ?? {})) {
      const before = properties[key] ?? each;
      const { default: value, ...rest } = before;
      const same = JSON.stringify(value) === JSON.stringify(each.default);
      const { default: _, ...others } = each;
      properties[key] = {
        ...(JSON.stringify(rest) === JSON.stringify(others)
          ? rest
          : { description: "one for each `<name>`" }),
        ...(same && value !== undefined && { default: value }),
      };
    }
  }
  return { properties };
}

/** The settings with each path once: several alternatives of a section may have the same setting. */
function distinct(settings: readonly ListedSetting[]): readonly ListedSetting[] {
  return [...new Map(settings.toReversed().map((each) => [each.path, each])).values()].toReversed();
}
