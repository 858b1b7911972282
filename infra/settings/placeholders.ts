import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Names that RFC 2606 and 6761 keep for examples and tests: none of them leads anywhere. */
const RESERVED =
  /\.(?:example|invalid|test)\.?(?=$|[:/,])|(?:^|[./@])example\.(?:com|net|org)(?=$|[:/,])/i;
/** The same of a directory. */
const ENTRY = /(?:^|,)dc=example(?=$|,)/i;
/** What manuals have people replace. */
const TO_REPLACE =
  /(?:^|[./@:-])(?:change-?me|replace-?me|placeholder|your-?(?:bucket|company|domain|host|name|org))(?=$|[./@:-])/i;

/** Texts that are no address, however they look. */
const NO_ADDRESS = /certificate/i;

/** Where some settings say what is only an example. */
function* examplesIn(value: unknown, path: readonly string[] = []): Iterable<Fault> {
  if (typeof value === "string") {
    if (NO_ADDRESS.test(path.at(-1) ?? "") && value.startsWith("-----")) return;
    if (![RESERVED, ENTRY, TO_REPLACE].some((pattern) => pattern.test(value))) return;
    yield {
      path: path.join("."),
      message: `must be your own in prod, got ${value}, which is an example`,
    };
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* examplesIn(inner, [...path, key]);
  }
}

/** Addresses in production that nobody has replaced yet. */
export function placeholderFaults(config: StackConfig): Iterable<Fault> {
  const refused = config.production && config.exampleAddresses === "refused";
  return refused ? examplesIn(config) : [];
}

/** The same before a stack is deployed, of which more was shown until then. */
export function* deployedPlaceholderFaults(config: StackConfig): Iterable<Fault> {
  if (!config.production || config.exampleAddresses !== "rendered") return;
  const examples = [...examplesIn(config)];
  if (examples.length === 0) return;
  yield {
    path: "exampleAddresses",
    message: `must be left out for pulumi up, got rendered: ${examples.length} settings are still examples`,
  };
  yield* examples;
}
