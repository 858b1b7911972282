import { readFileSync } from "node:fs";
import { join } from "node:path";

import Ajv from "ajv";
import addFormats from "ajv-formats";
import { load } from "js-yaml";

import { settingComments } from "../../../tools/settings-reference/comments";
import {
  settingsSchema,
  stackFileSchema,
  type JsonSchema,
} from "../../../tools/settings-reference/jsonSchema";
import { STACKS } from "../../../tools/render/render";
import { complete } from "../../infra/support/completeSettings";
import { mutationsBy, OPERATORS, unknownKeys } from "../../infra/support/mutations";

const ROOT = join(__dirname, "../../..");
const comments = settingComments();
const schema = stackFileSchema(settingsSchema(), comments);

// Like editors, it accepts several types for one value.
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);

/** The errors in a stack's file. */
function faults(file: unknown): readonly string[] {
  return validate(file)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

const inFile = (settings: unknown) => ({ config: { "autodealgenie:monitoring": settings } });

it.each(STACKS)("accepts the stack file of %s, which refers to it", (stack) => {
  const text = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
  const [, named] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  expect(faults(load(text))).toEqual([]);
  expect(JSON.parse(readFileSync(join(ROOT, named!), "utf8"))).toEqual(schema);
});

it.each(STACKS)("accepts every setting of %s written out", (stack) => {
  expect(faults(inFile(complete(stack)))).toEqual([]);
});

it("accepts Pulumi's own keys in the file", () => {
  const file = inFile({ environment: "any", grafana: { url: "https://grafana.example.com" } });
  const { config } = file;
  const sealed = { "autodealgenie:watchdogUrl": { secure: "v1:abc" } };
  expect(faults({ encryptionsalt: "v1:abc", config: { ...config, ...sealed } })).toEqual([]);
});

it("rejects an unknown name in every place", () => {
  const mutations = unknownKeys(complete("prod"));
  expect(mutations.length).toBeGreaterThan(500);
  expect(mutations.filter(({ settings }) => faults(inFile(settings)).length === 0)).toEqual([]);
});

it("rejects a value of the wrong type in every place", () => {
  const mutations = mutationsBy(OPERATORS["of another type"], complete("prod"));
  expect(mutations.length).toBeGreaterThan(1000);
  const taken = mutations.filter(({ settings }) => faults(inFile(settings)).length === 0);
  // A share or a limit may be a string or a number, and only the program knows which strings are valid.
  const mixed = /(\.limit|\.objective|trustedProxies|^images\.registry|roles\.\w+)$/;
  expect(taken.map(({ path }) => path).filter((path) => !mixed.test(path))).toEqual([]);
});

it("describes a setting by its comment, format, limits and default", () => {
  const settings = settingsSchema();
  const { properties } = stackFileSchema(settings, comments);
  const { config } = properties as { config: { properties: Record<string, object> } };
  expect(config.properties["autodealgenie:monitoring"]).toMatchObject({
    properties: {
      timeScale: { description: expect.stringContaining("Divides every interval"), maximum: 60 },
      prometheus: {
        properties: {
          retentionSize: {
            description: expect.stringMatching(
              /^The largest size of the stored data[^]*a size, 64Mi to 64Ti$/,
            ),
          },
          cpu: { default: "2" },
          url: { default: "http://prometheus.monitoring.svc:9090" },
        },
      },
    },
  });
});

/** The schemas that a path leads to, through any alternative of a section. */
function at(schema: JsonSchema, [key, ...rest]: readonly string[]): readonly JsonSchema[] {
  if (key === undefined) return [schema];
  const forms = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return forms.flatMap(({ properties, items, additionalProperties: free }) => {
    const inner =
      key === "[]" ? items : key === "*" && typeof free === "object" ? free : properties?.[key];
    return inner ? at(inner, rest) : [];
  });
}

it("has comments only for existing settings", () => {
  const settings = settingsSchema();
  expect(comments.size).toBeGreaterThan(150);
  const astray = [...comments.keys()].filter((path) => at(settings, path.split(".")).length === 0);
  expect(astray).toEqual([]);
});
