import { STATUS_CODES } from "node:http";

import { z } from "zod";

import type { Description } from "./endpoint";
import { PROBLEM_TYPE } from "./problem";

const Problem = z.looseObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

type Json = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI 3.1 document of the endpoints, generated from the same schemas that validate their requests.
 *
 * @param version the version of the service
 */
export function openApi(endpoints: readonly Description[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const it of endpoints) {
    // Express writes :id, OpenAPI {id}.
    const path = it.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[it.method] = operation(it);
  }
  return {
    openapi: "3.1.0",
    info: { title: "AutoDealGenie", version, description: "Deals on cars, and whose they are." },
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, "output") },
      securitySchemes: { cookie: { type: "apiKey", in: "cookie", name: "access_token" } },
    },
  };
}

function operation(it: Description): Json {
  const { status, schema, mediaType = "application/json" } = it.success;
  const parameters = [...parametersIn("path", it.params), ...parametersIn("query", it.query)];
  return {
    summary: it.summary,
    tags: [it.tag],
    ...(it.signedIn && { security: [{ cookie: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(it.body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemaOf(it.body, "input") } },
      },
    }),
    responses: {
      [status]: {
        description: STATUS_CODES[status] ?? "",
        ...(schema && { content: { [mediaType]: { schema: schemaOf(schema, "output") } } }),
      },
      ...Object.fromEntries(it.problems.map((code) => [code, problem(code)])),
    },
  };
}

const problem = (status: number): Json => ({
  description: STATUS_CODES[status] ?? "",
  content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
});

function parametersIn(place: "path" | "query", schema: z.ZodType | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  // OpenAPI 3.1 declares the JSON Schema dialect once for the whole document.
  return { ...z.toJSONSchema(schema, { io }), $schema: undefined };
}
