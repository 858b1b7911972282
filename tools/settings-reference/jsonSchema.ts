import { z } from "zod";

import { PROJECT } from "../../infra/settings";
import { StackSchema } from "../../infra/settings/schema";
import { isRecord } from "../record";
import type { SettingPath } from "./comments";
import { shared } from "./shared";

/** What stands for itself. */
type Plain = string | number | boolean | null;

/** A JSON Schema, as far as what follows looks into it. */
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
 * The settings of a stack as JSON Schema (draft 7), in which the description of each is the form that it has to have.
 * It refuses less than the program: what a function checks, and what contradicts another setting, it takes.
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

/** A stack that says nothing that it need not. */
const LEAST = { environment: "any", grafana: { url: "https://grafana.example.com" } } as const;

/** The defaults, too, of what is changed when it is read: zod does not know how that would be written. */
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
 * The JSON Schema of a whole Pulumi.<stack>.yaml, by which an editor completes and checks it: the settings, each with what
 * is said of it, beside what Pulumi itself keeps there.
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
  // What is said of a setting is said once, whichever of its forms it has.
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
