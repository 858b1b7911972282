/** The part of JSON Schema that zod generates. */
export interface JsonSchema {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface OperationObject {
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: "path" | "query";
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** One method on one path. */
export interface Operation {
  /** Such as `POST /api/v1/deals`. */
  readonly name: string;
  readonly method: string;
  /** The path with its parameters in braces. */
  readonly path: string;
  readonly signedIn: boolean;
  readonly body: JsonSchema | undefined;
  readonly query: JsonSchema | undefined;
  readonly responses: OperationObject["responses"];
}

export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      signedIn: it.security !== undefined,
      body: it.requestBody?.content["application/json"]?.schema,
      query: queryOf(it.parameters ?? []),
      responses: it.responses,
    })),
  );
}

/** All query parameters as one object schema. */
function queryOf(parameters: NonNullable<OperationObject["parameters"]>): JsonSchema | undefined {
  const inQuery = parameters.filter((it) => it.in === "query");
  if (inQuery.length === 0) return undefined;
  return {
    type: "object",
    properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
    required: inQuery.filter(({ required }) => required).map(({ name }) => name),
  };
}
