import { z } from "zod";

import { PROJECT } from "../../infra/settings";
import { StackSchema } from "../../infra/settings/schema";
import { isRecord } from "../record";
import type { SettingPath } from "./comments";
import { shared } from "./shared";

/** A scalar value. */
type Plain = string | number | boolean | null;

/** The keywords of a JSON Schema that are used here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly Plain[];
  readonly const?: Plain;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/**
 * The settings of a stack as JSON Schema (draft 7), with each one's form as its description. It is more lenient than
 * the program: it accepts what only functions check, and settings that contradict each other.
 */
export function settingsSchema(): JsonSchema {
  const schema = z.toJSONSchema(StackSchema, {
    // The latest draft that the editors' language servers support in full.
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
  });
  return withDefaults(schema as JsonSchema, StackSchema.parse(LEAST));
}

/** A stack with only the required settings. */
const LEAST = { environment: "any", grafana: { url: "https://grafana.example.com" } } as const;

/** Adds the defaults of settings that are transformed when they are read, which zod cannot express. */
function withDefaults(schema: JsonSchema, value: unknown): JsonSchema {
  const { properties, required = [] } = schema;
  if (!properties || !isRecord(value)) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, each]) => {
        const own = value[key];
        const isDefault = !isRecord(own) && own !== undefined && !required.includes(key);
        return [key, { ...withDefaults(each, own), ...(isDefault && { default: own }) }];
      }),
    ),
  };
}

/**
 * The JSON Schema of a whole Pulumi.<stack>.yaml, with which editors complete and check it: the settings with their
 * descriptions, next to Pulumi's own keys.
 */
export function stackFileSchema(
  settings: JsonSchema,
  comments: ReadonlyMap<SettingPath, string>,
): JsonSchema {
  const { $schema, ...monitoring } = described(settings, "", comments);
  return shared({
    $schema,
    title: "A stack's settings",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: { [`${PROJECT}:monitoring`]: monitoring },
        required: [`${PROJECT}:monitoring`],
      },
    },
    required: ["config"],
  });
}

function described(
  schema: JsonSchema,
  path: SettingPath,
  comments: ReadonlyMap<SettingPath, string>,
  comment = comments.get(path),
): JsonSchema {
  const below = (each: JsonSchema, key: string) =>
    described(each, path === "" ? key : `${path}.${key}`, comments);
  // A setting with several forms has its description only once.
  const form = (each: JsonSchema) => described(each, path, comments, "");
  const { properties, additionalProperties, items, anyOf, oneOf } = schema;
  const words = [comment ?? "", schema.description ?? ""].filter((text) => text !== "");
  return {
    ...schema,
    ...(words.length > 0 && { description: words.join("\n\n") }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, each]) => [key, below(each, key)]),
      ),
    }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: below(additionalProperties, "*"),
    }),
    ...(items && { items: below(items, "[]") }),
    ...(anyOf && { anyOf: anyOf.map(form) }),
    ...(oneOf && { oneOf: oneOf.map(form) }),
  };
}
