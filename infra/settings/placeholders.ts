import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Names that RFC 2606 and 6761 reserve for examples and tests, so they lead nowhere. */
const RESERVED =
  /\.(?:example|invalid|test)\.?(?=$|[:/,])|(?:^|[./@])example\.(?:com|net|org)(?=$|[:/,])/i;
/** The same for directory entries. */
const ENTRY = /(?:^|,)dc=example(?=$|,)/i;
/** Names that manuals ask people to replace. */
const TO_REPLACE =
  /(?:^|[./@:-])(?:change-?me|replace-?me|placeholder|your-?(?:bucket|company|domain|host|name|org))(?=$|[./@:-])/i;

/** Settings that contain no addresses, even if their texts look like it. */
const NO_ADDRESS = /certificate/i;

/** The settings that are still examples. */
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

/** Example addresses in production that nobody has replaced yet. */
export function placeholderFaults(config: StackConfig): Iterable<Fault> {
  const refused = config.production && config.exampleAddresses === "refused";
  return refused ? examplesIn(config) : [];
}

/** The same before a deployment, for a stack that may be rendered with examples. */
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
