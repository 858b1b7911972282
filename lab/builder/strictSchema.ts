/** The part of an OpenAPI or JSON Schema document that is used here. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly [key: string]: unknown;
}

interface GroupVersionKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The schemas of an OpenAPI document, by name. */
export type Definitions = Readonly<Record<string, Schema>>;

/** A CustomResourceDefinition, reduced to its schemas. */
export interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
  };
}

const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const DRAFT = "http://json-schema.org/draft-07/schema#";

/**
 * JSON Schemas for every kind in Kubernetes' OpenAPI document and in some CRDs, each under the name by which
 * kubeconform looks for it, such as `statefulset-apps-v1`. They are strict: undeclared fields are errors, and so are
 * null values.
 */
export function strictSchemas(
  openapi: Definitions,
  crds: readonly Crd[],
): ReadonlyMap<string, Schema> {
  const definitions = Object.fromEntries(
    Object.entries(openapi).map(([name, schema]) => [
      name,
      name === QUANTITY ? { type: ["string", "number"] } : strict(schema),
    ]),
  ) as Definitions;
  const own = Object.values(openapi).flatMap((schema) =>
    (schema["x-kubernetes-group-version-kind"] ?? []).map((gvk) => [gvk, strict(schema)] as const),
  );
  const custom = crds.flatMap(({ spec: { group, names, versions } }) =>
    versions.map(({ name, schema }) => {
      const found = strict(schema.openAPIV3Schema as Schema);
      const metadata = { $ref: reference(OBJECT_META) };
      return [
        { group, version: name, kind: names.kind },
        { ...found, properties: { ...found.properties, metadata } },
      ] as const;
    }),
  );
  return new Map(
    [...own, ...custom].map(([gvk, schema]) => [fileOf(gvk), whole(gvk, schema, definitions)]),
  );
}

function fileOf({ group, version, kind }: GroupVersionKind): string {
  const [family = ""] = group.split(".");
  return [kind, ...(family === "" ? [] : [family]), version].join("-").toLowerCase();
}

/** The schema of one kind, with everything that it refers to. */
function whole(gvk: GroupVersionKind, schema: Schema, all: Definitions): Schema {
  const { group, version, kind } = gvk;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return {
    $schema: DRAFT,
    ...schema,
    properties: { ...schema.properties, apiVersion: { const: apiVersion }, kind: { const: kind } },
    required: [...new Set([...(schema.required ?? []), "apiVersion", "kind"])],
    definitions: reached(schema, all),
  };
}

function reached(schema: Schema, all: Definitions): Definitions {
  const found = new Map<string, Schema>();
  const follow = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const next = all[name];
      if (next === undefined || found.has(name)) continue;
      found.set(name, next);
      follow(JSON.stringify(next));
    }
  };
  follow(JSON.stringify(schema));
  return Object.fromEntries(found);
}

function reference(name: string): string {
  return `#/definitions/${name}`;
}

/** Converts a schema to strict JSON Schema: without descriptions, and without undeclared properties. */
function strict(schema: Schema): Schema {
  const { properties, additionalProperties, items, ...rest } = schema;
  if (rest.$ref !== undefined) return { $ref: rest.$ref };
  if (rest.format === "int-or-string") return { type: ["integer", "string"] } as never;
  const open = properties === undefined || rest["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    ...withoutDescription(rest),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, strict(field)]),
      ),
    }),
    ...(items && { items: strict(items) }),
    ...(additionalProperties !== undefined
      ? {
          additionalProperties:
            typeof additionalProperties === "boolean"
              ? additionalProperties
              : strict(additionalProperties),
        }
      : !open && { additionalProperties: false }),
  };
}

function withoutDescription(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "description"));
}
