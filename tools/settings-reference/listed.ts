import type { SettingPath } from "./comments";
import { formOf } from "./form";
import type { JsonSchema } from "./jsonSchema";

/** One setting of the reference. */
export interface ListedSetting {
  /** Where several sections have the same keys, `<name>` stands for each of their names. */
  readonly path: SettingPath;
  /** What it may be, such as "a size, 64Mi to 64Ti". Undefined: it is a section. */
  readonly form: string | undefined;
  /** Undefined: it has none. */
  readonly default: unknown;
  readonly required: boolean;
  /** With which kind of its section it goes, such as "`type` s3". Undefined: with any. */
  readonly only: string | undefined;
  /** What is said of it where it is declared. */
  readonly words: string | undefined;
  /** What `<name>` may be. */
  readonly names: readonly string[];
}

/** From so many sections on with the same keys, they are listed as one: servers, alerts, secrets. */
const ALIKE = 3;
const NAME = "<name>";

/** A setting, and all below it, in the order in which they are declared. */
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

/** What a value may have keys or entries by: itself, or each of its forms. */
function sectionsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

/** Each key of some forms of a section once: that by which they are told apart with all that it may be. */
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

/** Which of several forms a section has, such as "`type` s3", where one key of it says so. */
function kindOf(properties: JsonSchema["properties"]): string | undefined {
  const kind = Object.entries<JsonSchema>(properties ?? {}).find(
    ([, each]) => each.const !== undefined,
  );
  return kind && `\`${kind[0]}\` ${String(kind[1].const)}`;
}

/** The sections, by their names, that have the same keys as many others beside them. */
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

/** One section for all: a key's form and default are left out where they differ. */
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

/** Each path once: a setting may be in several forms of a section. */
function distinct(settings: readonly ListedSetting[]): readonly ListedSetting[] {
  return [...new Map(settings.toReversed().map((each) => [each.path, each])).values()].toReversed();
}
