import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import addFormats from "ajv-formats";

import type { OpenApiDocument, Operation } from "./document";

export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

/** Validates answers against the document. */
export class Answers {
  // Not strict, because OpenAPI adds keywords to JSON Schema's.
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #validators = new Map<object, ValidateFunction>();

  constructor(private readonly document: OpenApiDocument) {
    addFormats(this.#ajv);
  }

  /** @returns what is wrong with an operation's answer; undefined if it is correct */
  fault({ responses, method }: Operation, answer: Answer): string | undefined {
    const documented = responses[answer.status];
    if (documented === undefined) return `status ${answer.status} is not documented`;
    if (documented.content === undefined) {
      return answer.text === "" ? undefined : "has a body, none is documented";
    }
    const [content] = Object.entries(documented.content);
    if (content === undefined) return "the document has no schema";
    const [mediaType, { schema }] = content;
    return this.#bodyFault(mediaType, schema, answer, method === "HEAD");
  }

  /** The same for an answer that must be a problem document, whatever was requested. */
  problemFault(answer: Answer, bodiless: boolean): string | undefined {
    const { Problem } = this.document.components.schemas;
    return this.#bodyFault("application/problem+json", Problem!, answer, bodiless);
  }

  #bodyFault(mediaType: string, schema: object, answer: Answer, bodiless: boolean) {
    const type = answer.contentType ?? "";
    const same = type.split(";")[0] === mediaType.split(";")[0];
    if (!same) return `the type is ${type}, ${mediaType} is documented`;
    if (bodiless) return answer.text === "" ? undefined : "has a body";
    const validate = this.#validator(schema);
    if (validate(type.includes("json") ? JSON.parse(answer.text) : answer.text)) return undefined;
    return this.#ajv.errorsText(validate.errors);
  }

  #validator(schema: object): ValidateFunction {
    let found = this.#validators.get(schema);
    if (found === undefined) {
      // Makes references to #/components/… resolvable.
      found = this.#ajv.compile({ ...schema, components: this.document.components });
      this.#validators.set(schema, found);
    }
    return found;
  }
}
